// The inner loops of a recurrent network in single precision, and nothing else: no allocation, no knowledge of
// learners. Each is compiled for AVX-512, for AVX2 and for the baseline, and the best one the machine has is taken.
// Matrices are row-major. "Width", the number of units of a layer, is a multiple of 16 everywhere.
#ifndef CDENSE_H
#define CDENSE_H

#include <stdint.h>

/// 2 AVX-512, 1 AVX2 with FMA, 0 baseline.
int cdense_level(void);
/// Lowers the level, for measurements and tests; a level the machine lacks is ignored.
void cdense_limit_level(int level);

/// The columns of a packed panel.
#define CDENSE_PANEL 32

/// Floats that a packed k x n matrix takes.
int64_t cdense_packed_count(int64_t k, int64_t n);

/// Packs b, k x n with b(i, j) = b[i * row + j * column], into panels of 32 columns, the last one padded with zeros.
/// A transposed matrix is packed by exchanging the strides.
void cdense_pack(const float *b, int64_t k, int64_t n, int64_t row, int64_t column, float *packed);

/// c (m x n, rows `strideC` apart) = a (m x k, rows `strideA` apart) times a packed matrix; added to c if `accumulate`.
/// n is a multiple of 16.
void cdense_multiply(
    int64_t m, int64_t n, int64_t k, const float *a, int64_t strideA, const float *packed, float *c, int64_t strideC,
    int accumulate);

/// c (m x n) += transpose(a) times b, where a is k x m and b is k x n, all of them without gaps. n is a multiple of 16.
void cdense_multiply_transposed(int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c);

/// Input to the gates: row i of z (4 widths) = row tokens[i] of `table` + bias.
void cdense_gather(
    int64_t rows, int64_t length, const int32_t *tokens, const float *table, const float *bias, float *z);

/// Row tokens[i] of `table` += row i of dz, and bias += each row of dz: the gradient of `cdense_gather`.
void cdense_scatter(
    int64_t rows, int64_t length, const int32_t *tokens, const float *dz, float *table, float *bias);

/// A step of `rows` LSTM cells. z holds the gates' inputs, four runs of `width` a row (input, forget, candidate,
/// output), and is left with their values; cPrevious NULL stands for zeros. `c` and `h` may be the previous ones.
void cdense_lstm_forward(
    int64_t rows, int64_t width, float *z, const float *cPrevious, float *c, float *h);

/// The step back. z holds the gates' values and is left with the derivatives in their inputs; `dh` is the derivative
/// in h; `dc` that in c, left with that in cPrevious.
void cdense_lstm_backward(
    int64_t rows, int64_t width, float *z, const float *cPrevious, const float *c, const float *dh, float *dc);

/// logits[i] = row i of h times row targets[i] of `weights` + bias of that target.
void cdense_readout(
    int64_t rows, int64_t width, const int32_t *targets, const float *h, const float *weights, const float *bias,
    float *logits);

/// Row i of dh += dlogits[i] times row targets[i] of `weights`, times row i of `mask` unless that is NULL.
void cdense_readout_backward(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *weights, const float *mask,
    float *dh);

/// Row targets[i] of dWeights += dlogits[i] times row i of h, and its bias += dlogits[i].
void cdense_readout_gradient(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *h, float *dWeights,
    float *dBias);

/// x = x * y.
void cdense_scale_by(int64_t count, const float *y, float *x);
/// x += y.
void cdense_add(int64_t count, const float *y, float *x);
/// The sum of squares, in double precision.
double cdense_sum_of_squares(int64_t count, const float *x);

/// A step of Adam with the gradient times `scale`; `rate` already holds both corrections of bias
/// (Kingma & Ba 2015, the remark after algorithm 1).
void cdense_adam(
    int64_t count, const float *gradient, float scale, float rate, float beta1, float beta2, float epsilon, float *mean,
    float *square, float *x);

/// Looks for OpenBLAS on this machine, once, and sets it to one thread. 1 if it is there.
int cdense_has_openblas(void);
/// What the library says of itself, or an empty string.
const char *cdense_openblas_description(void);
/// c = alpha * op(a) op(b) + beta * c by OpenBLAS, which must be there; m, n, k are those of the product.
void cdense_openblas_multiply(
    int transposeA, int transposeB, int64_t m, int64_t n, int64_t k, const float *a, int64_t strideA, const float *b,
    int64_t strideB, float beta, float *c, int64_t strideC);

#endif
