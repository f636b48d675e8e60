#include "CCalibration.h"

#include <math.h>
#include <stdatomic.h>

typedef double v8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef double v4 __attribute__((vector_size(32), aligned(8), may_alias));
typedef double v2 __attribute__((vector_size(16), aligned(8), may_alias));
typedef int64_t m8 __attribute__((vector_size(64), aligned(8), may_alias));

#define SPLAT(x) ((v8){(x), (x), (x), (x), (x), (x), (x), (x)})
#define LOAD(p) (*(const v8 *)(p))
#define STORE(p, x) (*(v8 *)(p) = (x))
#define SELECT(mask, a, b) ((v8)(((m8)(a) & (mask)) | ((m8)(b) & ~(mask))))

#pragma clang diagnostic ignored "-Wpsabi"

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_avx2
#include "kernels.h"
#undef TARGET
#undef NAME
#endif

#define TARGET
#define NAME(x) x##_baseline
#include "kernels.h"
#undef TARGET
#undef NAME

static int machine_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
  return 0;
}

static _Atomic int chosen_level = -1;

int ccal_level(void) {
  int level = atomic_load_explicit(&chosen_level, memory_order_relaxed);
  if (level < 0) {
    level = machine_level();
    atomic_store_explicit(&chosen_level, level, memory_order_relaxed);
  }
  return level;
}

void ccal_limit_level(int level) {
  int best = machine_level();
  atomic_store_explicit(&chosen_level, level < best ? level : best, memory_order_relaxed);
}

#if defined(__x86_64__)
#define CALL(function, ...) \
  if (ccal_level() == 1) return function##_avx2(__VA_ARGS__); \
  return function##_baseline(__VA_ARGS__)
#else
#define CALL(function, ...) return function##_baseline(__VA_ARGS__)
#endif

double ccal_expect(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *expected, double *total, double *weights) {
  CALL(expect, patterns, from, to, table, logPrior, stride, expected, total, weights);
}

void ccal_posteriors(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *posteriors, double *logLikelihoods) {
  CALL(posteriors, patterns, from, to, table, logPrior, stride, posteriors, logLikelihoods);
}

void ccal_scatter(
    ccal_patterns patterns, int64_t from, int64_t to, const double *values, int64_t stride, double *sums) {
  CALL(scatter, patterns, from, to, values, stride, sums);
}

void ccal_cross_products(const double *rows, int64_t count, int64_t stride, double *product) {
  CALL(cross_products, rows, count, stride, product);
}

double ccal_combine(const double *factors, int64_t count, const double *rows, int64_t stride, double *sum) {
  CALL(combine, factors, count, rows, stride, sum);
}

void ccal_pair_products(
    const double *rows, int64_t count, int64_t stride, const uint32_t *places, int64_t items, double *sums,
    int64_t size) {
  CALL(pair_products, rows, count, stride, places, items, sums, size);
}
