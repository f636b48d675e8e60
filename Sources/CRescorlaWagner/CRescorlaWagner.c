#include "CRescorlaWagner.h"

#include <stdatomic.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define LANES 8

typedef double real __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
typedef int64_t word __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
typedef uint64_t bits __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

#define SPLAT(x) ((x) - (real){0})
#define SELECT(mask, a, b) ((real)(((word)(a) & (mask)) | ((word)(b) & ~(mask))))

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2")))
#define NAME(x) x##_avx2
#include "kernel.h"
#undef TARGET
#undef NAME
#endif

#define TARGET
#define NAME(x) x##_baseline
#include "kernel.h"
#undef TARGET
#undef NAME

static int machine_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return 1;
#endif
  return 0;
}

static _Atomic int chosen_level = -1;

int crw_level(void) {
  int level = atomic_load_explicit(&chosen_level, memory_order_relaxed);
  if (level < 0) {
    level = machine_level();
    atomic_store_explicit(&chosen_level, level, memory_order_relaxed);
  }
  return level;
}

void crw_limit_level(int level) {
  int best = machine_level();
  atomic_store_explicit(&chosen_level, level < best ? level : best, memory_order_relaxed);
}

int64_t crw_scratch_count(int64_t actions) { return 3 * LANES * actions; }

void crw_simulate(
    crw_bandit bandit, int64_t from, int64_t to, const uint64_t *generators, double *values, int64_t *rewards,
    uint16_t *records, double *scratch) {
#if defined(__x86_64__)
  if (crw_level() == 1) {
    simulate_avx2(bandit, from, to, generators, values, rewards, records, scratch);
    return;
  }
#endif
  simulate_baseline(bandit, from, to, generators, values, rewards, records, scratch);
}
