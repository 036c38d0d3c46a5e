#ifndef METIERS_H
#define METIERS_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
typedef enum {
  METIERS_OK = 0,
  METIERS_NULL = 1,
  METIERS_NOT_UTF8 = 2,
  METIERS_NO_CLASSIFIER = 3,
  METIERS_BAD_RULES = 4,
  METIERS_BAD_COMPANY_TYPE = 5,
  METIERS_PANIC = 6,
} metiers_status;
typedef uint64_t metiers_classifier;
typedef struct {
  const char *family;
  const char *reason;
  double confidence;
  const char *runner_up;
} metiers_verdict;
#ifdef __cplusplus
extern "C" {
#endif // __cplusplus
metiers_status metiers_new(const char *rules, size_t rules_length, metiers_classifier *classifier);
metiers_status metiers_free(metiers_classifier classifier);
metiers_status metiers_classify(metiers_classifier classifier, const char *title, size_t title_length, int64_t company_size, const char *company_type, metiers_verdict *verdict);
metiers_status metiers_explain(metiers_classifier classifier, const char *title, size_t title_length, int64_t company_size, const char *company_type, char *buffer, size_t capacity, size_t *needed);
metiers_status metiers_fingerprint(metiers_classifier classifier, char *buffer, size_t capacity, size_t *needed);
metiers_status metiers_last_error(char *buffer, size_t capacity, size_t *needed);
#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus
#endif  /* METIERS_H */
