/* The C interface of metiers. Made by cbindgen from src/lib.rs, which says more: do not edit.

   A classifier is a number: one that was freed, twice even, is told by a status and touches no memory. Texts go in as a pointer
   and a length in UTF-8, answers come back in memory of the caller's. All functions may be called from any thread. */

#ifndef METIERS_H
#define METIERS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 How a call went. What was wrong, in words: `metiers_last_error`.
 */
typedef enum {
  /*
   Done.
   */
  METIERS_OK = 0,
  /*
   A pointer is null that must not be.
   */
  METIERS_NULL = 1,
  /*
   A text is not UTF-8.
   */
  METIERS_NOT_UTF8 = 2,
  /*
   There is no such classifier: it was freed, or never made.
   */
  METIERS_NO_CLASSIFIER = 3,
  /*
   The rules cannot be read or are at fault.
   */
  METIERS_BAD_RULES = 4,
  /*
   A company type is neither `agence` nor `marchand`.
   */
  METIERS_BAD_COMPANY_TYPE = 5,
  /*
   A fault of metiers itself.
   */
  METIERS_PANIC = 6,
} metiers_status;

/*
 A classifier. 0 is none.
 */
typedef uint64_t metiers_classifier;

/*
 What a title is said to be. The texts live as long as the program, end with a NUL and are not to be freed.
 */
typedef struct {
  /*
   The family: `relation_client`, `web_marketing`, `acquisition`, `redaction`, `generaliste`; null where there is none.
   */
  const char *family;
  /*
   Why: `indice`, `repli`, `exclu_graphisme`, `exclu_informatique`, `exclu_encadrement`, `hors_champ`, `titre_vide`.
   */
  const char *reason;
  /*
   How often such a decision was right, from 0.00 to 1.00.
   */
  double confidence;
  /*
   The family that came second; null where there is none.
   */
  const char *runner_up;
} metiers_verdict;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Makes a classifier in `*classifier`: by the built-in rules, and by those of `rules` (a file or a folder) where it is not
 null. It is to be freed by `metiers_free`.

 # Safety
 `rules` is null or points to `rules_length` bytes; `classifier` is null or can be written.
 */
metiers_status metiers_new(const char *rules,
                           size_t rules_length,
                           metiers_classifier *classifier);

/*
 Frees a classifier. One that is not there is told by `METIERS_NO_CLASSIFIER` and does no harm; calls that use it at this
 moment end as if it were there.
 */
metiers_status metiers_free(metiers_classifier classifier);

/*
 Classifies one title into `*verdict`. `company_size` is how many people work there, negative where it is not known;
 `company_type` is `agence` or `marchand` and ends with a NUL, or is null. A title of length 0 is empty, and may be null.
 A thread that has classified two thousand titles remembers the last ones, in 1.5 MiB at most.

 # Safety
 `title` is null or points to `title_length` bytes; `company_type` is null or ends with a NUL; `verdict` is null or can
 be written.
 */
metiers_status metiers_classify(metiers_classifier classifier,
                                const char *title,
                                size_t title_length,
                                int64_t company_size,
                                const char *company_type,
                                metiers_verdict *verdict);

/*
 Writes why a title is what it is into `buffer`, `capacity` bytes with the NUL at the end, and how many bytes the whole
 text takes with its NUL into `*needed`. A text that does not fit is cut between two letters. `buffer` may be null where
 `capacity` is 0.

 # Safety
 As for `metiers_classify`; `buffer` points to `capacity` bytes that can be written; `needed` is null or can be written.
 */
metiers_status metiers_explain(metiers_classifier classifier,
                               const char *title,
                               size_t title_length,
                               int64_t company_size,
                               const char *company_type,
                               char *buffer,
                               size_t capacity,
                               size_t *needed);

/*
 Writes the fingerprint of a classifier's rules, 16 hexadecimal digits, as `metiers_explain` writes its text.

 # Safety
 As for `metiers_explain`.
 */
metiers_status metiers_fingerprint(metiers_classifier classifier,
                                   char *buffer,
                                   size_t capacity,
                                   size_t *needed);

/*
 Writes what was wrong with the last call of this thread that failed, as `metiers_explain` writes its text.

 # Safety
 As for `metiers_explain`.
 */
metiers_status metiers_last_error(char *buffer,
                                  size_t capacity,
                                  size_t *needed);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* METIERS_H */
