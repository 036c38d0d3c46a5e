/* The interface called from C: answers, faults, handles freed twice, threads. Prints the answers to the titles on its standard
   input, one record a line: title, company size (or -1) and company type (or nothing), parted by tabs. */

#include "metiers.h"
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static metiers_classifier rules;

static metiers_status classify(const char *title, metiers_verdict *verdict) {
    return metiers_classify(rules, title, strlen(title), -1, NULL, verdict);
}

static void faults(void) {
    metiers_verdict verdict;
    char text[256];
    size_t needed = 0;
    assert(metiers_classify(rules, NULL, 3, -1, NULL, &verdict) == METIERS_NULL);
    assert(metiers_classify(rules, "SEO", 3, -1, NULL, NULL) == METIERS_NULL);
    assert(metiers_new(NULL, 0, NULL) == METIERS_NULL);
    assert(metiers_classify(rules, "SEO\xff", 4, -1, NULL, &verdict) == METIERS_NOT_UTF8);
    assert(metiers_last_error(text, sizeof text, &needed) == METIERS_OK);
    assert(strcmp(text, "title is not UTF-8 at byte 3") == 0 && needed == strlen(text) + 1);
    assert(metiers_classify(rules, "SEO", 3, -1, "mairie", &verdict) == METIERS_BAD_COMPANY_TYPE);
    assert(metiers_classify(rules, "SEO", (size_t)-1, -1, NULL, &verdict) == METIERS_NULL);
    metiers_classifier other = 0;
    assert(metiers_new("/nowhere.toml", 13, &other) == METIERS_BAD_RULES && other == 0);
    assert(metiers_last_error(text, sizeof text, &needed) == METIERS_OK && strstr(text, "nowhere"));

    assert(classify("", &verdict) == METIERS_OK);
    assert(verdict.family == NULL && strcmp(verdict.reason, "titre_vide") == 0);
    verdict.reason = NULL;
    assert(metiers_classify(rules, NULL, 0, -1, NULL, &verdict) == METIERS_OK);
    assert(verdict.family == NULL && strcmp(verdict.reason, "titre_vide") == 0);
    assert(metiers_explain(rules, NULL, 0, -1, NULL, text, sizeof text, NULL) == METIERS_OK && text[0] != 0);
    assert(metiers_classify(rules, "Chef\0SEO", 8, -1, NULL, &verdict) == METIERS_OK);
}

static void freed_twice(void) {
    metiers_verdict verdict;
    metiers_classifier other = 0;
    assert(metiers_new(NULL, 0, &other) == METIERS_OK && other != 0 && other != rules);
    assert(metiers_free(other) == METIERS_OK);
    assert(metiers_free(other) == METIERS_NO_CLASSIFIER);
    assert(metiers_classify(other, "SEO", 3, -1, NULL, &verdict) == METIERS_NO_CLASSIFIER);
    assert(metiers_free(0) == METIERS_NO_CLASSIFIER);
    assert(metiers_free(1234567) == METIERS_NO_CLASSIFIER);
}

static void texts(void) {
    const char *title = "Rédacteur web";
    char small[12], digits[17];
    size_t needed = 0;
    assert(metiers_explain(rules, title, strlen(title), -1, NULL, NULL, 0, &needed) == METIERS_OK && needed > 100);
    char *whole = malloc(needed);
    size_t again = 0;
    assert(metiers_explain(rules, title, strlen(title), -1, NULL, whole, needed, &again) == METIERS_OK);
    assert(again == needed && strlen(whole) == needed - 1 && strstr(whole, "names the trade"));
    assert(metiers_explain(rules, title, strlen(title), -1, NULL, small, 3, NULL) == METIERS_OK);
    assert(strcmp(small, "R") == 0); /* an é does not fit in two bytes and a NUL after the R */
    assert(metiers_explain(rules, title, strlen(title), -1, NULL, NULL, 5, NULL) == METIERS_NULL);
    assert(metiers_fingerprint(rules, digits, sizeof digits, &needed) == METIERS_OK && needed == 17);
    assert(strlen(digits) == 16);
    free(whole);
}

static void *work(void *unused) {
    (void)unused;
    metiers_verdict verdict;
    for (int round = 0; round < 2000; round++) {
        metiers_classifier own = 0;
        assert(classify("Traffic manager", &verdict) == METIERS_OK);
        assert(strcmp(verdict.family, "acquisition") == 0 && strcmp(verdict.reason, "indice") == 0);
        assert(verdict.confidence > 0.5 && verdict.confidence <= 1.0);
        assert(metiers_new(NULL, 0, &own) == METIERS_OK && metiers_free(own) == METIERS_OK);
    }
    return NULL;
}

static void threads(void) {
    pthread_t all[8];
    for (int at = 0; at < 8; at++) assert(pthread_create(&all[at], NULL, work, NULL) == 0);
    for (int at = 0; at < 8; at++) assert(pthread_join(all[at], NULL) == 0);
}

static void answers(void) {
    char line[16384];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *size = strchr(line, '\t');
        assert(size);
        *size++ = 0;
        char *kind = strchr(size, '\t');
        assert(kind);
        *kind++ = 0;
        metiers_verdict verdict;
        assert(metiers_classify(rules, line, strlen(line), atoll(size), *kind ? kind : NULL, &verdict) == METIERS_OK);
        printf("%s,%s,%.2f,%s\n", verdict.family ? verdict.family : "", verdict.reason, verdict.confidence,
               verdict.runner_up ? verdict.runner_up : "");
    }
}

int main(void) {
    assert(metiers_new(NULL, 0, &rules) == METIERS_OK);
    faults();
    freed_twice();
    texts();
    threads();
    answers();
    assert(metiers_free(rules) == METIERS_OK);
    return 0;
}
