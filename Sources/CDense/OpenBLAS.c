// OpenBLAS where the machine has it, found while the program runs: a package that links it would not build without it.

#include "CDense.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

typedef void (*sgemm)(
    int order, int transposeA, int transposeB, int m, int n, int k, float alpha, const float *a, int strideA,
    const float *b, int strideB, float beta, float *c, int strideC);

static sgemm found;
static const char *description = "";

static void look(void) {
  // The last is Debian's alternative for any BLAS; the reference implementation behind it, which does not know the
  // number of its threads, is slower than the kernels here and is passed over.
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libblas.so.3"};
  for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    void (*setThreads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    sgemm multiply = (sgemm)dlsym(library, "cblas_sgemm");
    if (!setThreads || !multiply) {
      dlclose(library);
      continue;
    }
    // The callers share out the work themselves, by data, so that the sums do not depend on the number of threads.
    setThreads(1);
    char *(*describe)(void) = (char *(*)(void))dlsym(library, "openblas_get_config");
    if (describe) description = describe();
    found = multiply;
  }
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

int cdense_has_openblas(void) {
  pthread_once(&once, look);
  return found != NULL;
}

const char *cdense_openblas_description(void) {
  pthread_once(&once, look);
  return description;
}

void cdense_openblas_multiply(
    int transposeA, int transposeB, int64_t m, int64_t n, int64_t k, const float *a, int64_t strideA, const float *b,
    int64_t strideB, float beta, float *c, int64_t strideC) {
  enum { rowMajor = 101, plain = 111, transposed = 112 };
  found(
      rowMajor, transposeA ? transposed : plain, transposeB ? transposed : plain, (int)m, (int)n, (int)k, 1, a,
      (int)strideA, b, (int)strideB, beta, c, (int)strideC);
}
