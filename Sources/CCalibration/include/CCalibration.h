// The inner loops of item calibration, and nothing else: no allocation, no state, no knowledge of items. Each is
// compiled for AVX2 and for the baseline, and the better one the machine has is taken at the first call: 1.7 times as
// fast on 100 000 patterns of 100 items. AVX-512 gained nothing more, the rows coming from the second-level cache.
//
// A "row" is a run of `stride` doubles, one for each quadrature point, padded to a multiple of 32; the padding carries
// a log-prior of -inf and so a weight of exactly 0. A pattern is a list of row numbers ("codes").
#ifndef CCALIBRATION_H
#define CCALIBRATION_H

#include <stdint.h>

/// Response patterns: pattern u owns codes[offsets[u] ..< offsets[u + 1]] and stands for counts[u] persons.
typedef struct {
  const uint32_t *codes;
  const uint32_t *offsets;
  const double *counts;
} ccal_patterns;

/// The E-step over patterns from ..< to. For each, log-likelihood at each point = logPrior + the sum of its rows of
/// `table`; the posterior weights times the count are added to each of its rows of `expected` and to `total`.
/// Returns the sum of count * log marginal likelihood. `weights` is scratch of one row.
double ccal_expect(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *expected, double *total, double *weights);

/// Posterior weights of patterns from ..< to, each row summing to 1, and the log marginal likelihood of each.
void ccal_posteriors(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *posteriors, double *logLikelihoods);

/// Adds row u - from of `values` to each of pattern u's rows of `sums`, for u in from ..< to.
void ccal_scatter(
    ccal_patterns patterns, int64_t from, int64_t to, const double *values, int64_t stride, double *sums);

/// The upper triangle of `product` += transpose(rows) * rows. `rows` is count x stride, `product` stride x stride; the
/// stride is a multiple of 16. Entries below the diagonal are not meaningful afterwards.
void ccal_cross_products(const double *rows, int64_t count, int64_t stride, double *product);

/// `sum` = the rows (`count` x `stride`), each times its factor, added up; returns its squared length. The stride is a
/// multiple of 16.
double ccal_combine(const double *factors, int64_t count, const double *rows, int64_t stride, double *sum);

/// For items i <= j of `items`, each with columns 2i and 2i + 1 of `rows` (`count` x `stride`): adds the 2 x 2 block
/// of products transpose(rows) * rows to sums[places[i]][places[j]], the blocks lying in `size` x `size`.
void ccal_pair_products(
    const double *rows, int64_t count, int64_t stride, const uint32_t *places, int64_t items, double *sums,
    int64_t size);

/// 1 AVX2 with FMA, 0 baseline.
int ccal_level(void);
/// Lowers the level, for measurements and tests; a level the machine lacks is ignored.
void ccal_limit_level(int level);

#endif
