#include "CDense.h"

#include <math.h>
#include <stdatomic.h>

typedef float vf __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t vi __attribute__((vector_size(64), aligned(4), may_alias));

#define SPLAT(x) ((vf){(x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x), (x)})
#define LOAD(p) (*(const vf *)(p))
#define STORE(p, x) (*(vf *)(p) = (x))
#define SELECT(mask, a, b) ((vf)(((vi)(a) & (mask)) | ((vi)(b) & ~(mask))))

#pragma clang diagnostic ignored "-Wpsabi"
// A product and a sum may be fused: faster and closer, and the same for every run of one set of kernels.
#pragma STDC FP_CONTRACT ON

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define NAME(x) x##_avx512
#define TILE_ROWS 8
#define TILE_VECTORS 2
#include "kernels.h"
#undef TARGET
#undef NAME
#undef TILE_ROWS
#undef TILE_VECTORS

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_avx2
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "kernels.h"
#undef TARGET
#undef NAME
#undef TILE_ROWS
#undef TILE_VECTORS
#endif

#define TARGET
#define NAME(x) x##_baseline
#define TILE_ROWS 2
#define TILE_VECTORS 1
#include "kernels.h"
#undef TARGET
#undef NAME
#undef TILE_ROWS
#undef TILE_VECTORS

static int machine_level(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq")) return 1;
  return __builtin_cpu_supports("avx512vl") ? 2 : 1;
#else
  return 0;
#endif
}

static _Atomic int chosen_level = -1;

int cdense_level(void) {
  int level = atomic_load_explicit(&chosen_level, memory_order_relaxed);
  if (level < 0) {
    level = machine_level();
    atomic_store_explicit(&chosen_level, level, memory_order_relaxed);
  }
  return level;
}

void cdense_limit_level(int level) {
  int best = machine_level();
  atomic_store_explicit(&chosen_level, level < best ? level : best, memory_order_relaxed);
}

#if defined(__x86_64__)
#define CALL(function, ...) \
  switch (cdense_level()) { \
    case 2: return function##_avx512(__VA_ARGS__); \
    case 1: return function##_avx2(__VA_ARGS__); \
    default: return function##_baseline(__VA_ARGS__); \
  }
#else
#define CALL(function, ...) return function##_baseline(__VA_ARGS__);
#endif

int64_t cdense_packed_count(int64_t k, int64_t n) {
  return (n + CDENSE_PANEL - 1) / CDENSE_PANEL * CDENSE_PANEL * k;
}

void cdense_pack(const float *b, int64_t k, int64_t n, int64_t row, int64_t column, float *packed) {
  for (int64_t j = 0; j < n; j += CDENSE_PANEL)
    for (int64_t i = 0; i < k; i++)
      for (int64_t l = 0; l < CDENSE_PANEL; l++)
        *packed++ = j + l < n ? b[i * row + (j + l) * column] : 0;
}

void cdense_multiply(
    int64_t m, int64_t n, int64_t k, const float *a, int64_t strideA, const float *packed, float *c, int64_t strideC,
    int accumulate) {
  CALL(multiply, m, n, k, a, strideA, packed, c, strideC, accumulate)
}

void cdense_multiply_transposed(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c) {
  CALL(multiply_transposed, m, n, k, a, b, c)
}

void cdense_gather(
    int64_t rows, int64_t length, const int32_t *tokens, const float *table, const float *bias, float *z) {
  CALL(gather, rows, length, tokens, table, bias, z)
}

void cdense_scatter(
    int64_t rows, int64_t length, const int32_t *tokens, const float *dz, float *table, float *bias) {
  CALL(scatter, rows, length, tokens, dz, table, bias)
}

void cdense_lstm_forward(int64_t rows, int64_t width, float *z, const float *cPrevious, float *c, float *h) {
  CALL(lstm_forward, rows, width, z, cPrevious, c, h)
}

void cdense_lstm_backward(
    int64_t rows, int64_t width, float *z, const float *cPrevious, const float *c, const float *dh, float *dc) {
  CALL(lstm_backward, rows, width, z, cPrevious, c, dh, dc)
}

void cdense_readout(
    int64_t rows, int64_t width, const int32_t *targets, const float *h, const float *weights, const float *bias,
    float *logits) {
  CALL(readout, rows, width, targets, h, weights, bias, logits)
}

void cdense_readout_backward(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *weights, const float *mask,
    float *dh) {
  CALL(readout_backward, rows, width, targets, dlogits, weights, mask, dh)
}

void cdense_readout_gradient(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *h, float *dWeights,
    float *dBias) {
  CALL(readout_gradient, rows, width, targets, dlogits, h, dWeights, dBias)
}

void cdense_scale_by(int64_t count, const float *y, float *x) { CALL(scale_by, count, y, x) }

void cdense_add(int64_t count, const float *y, float *x) { CALL(add, count, y, x) }

double cdense_sum_of_squares(int64_t count, const float *x) { CALL(sum_of_squares, count, x) }

void cdense_adam(
    int64_t count, const float *gradient, float scale, float rate, float beta1, float beta2, float epsilon, float *mean,
    float *square, float *x) {
  CALL(adam, count, gradient, scale, rate, beta1, beta2, epsilon, mean, square, x)
}
