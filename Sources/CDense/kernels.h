// One set of kernels; included by CDense.c once for each instruction set, with TARGET, NAME(), and the tile of the
// matrix product (TILE_ROWS x TILE_VECTORS vectors, as many as stay in registers) defined.

#define INLINE TARGET static inline __attribute__((always_inline))

// exp, relative error below 2e-7 on -87 ... 88 and clamped to that: x = n log 2 + r with |r| <= log(2)/2, a Taylor
// polynomial of degree 7 in r (remainder below 6e-9), and n put into the exponent.
INLINE vf NAME(exp)(vf x) {
  const vf magic = SPLAT(12582912.0f);  // 1.5 * 2^23
  x = SELECT(x < SPLAT(-87.0f), SPLAT(-87.0f), x);
  x = SELECT(x > SPLAT(88.0f), SPLAT(88.0f), x);
  vf shifted = x * SPLAT(1.44269504f) + magic;  // the integer is now in the low bits
  vf n = shifted - magic;
  vf r = x - n * SPLAT(0.693145752f);
  r = r - n * SPLAT(1.42860677e-6f);
  vf p = SPLAT(1.0f / 5040.0f);
  p = p * r + SPLAT(1.0f / 720.0f);
  p = p * r + SPLAT(1.0f / 120.0f);
  p = p * r + SPLAT(1.0f / 24.0f);
  p = p * r + SPLAT(1.0f / 6.0f);
  p = p * r + SPLAT(0.5f);
  p = p * r + SPLAT(1.0f);
  p = p * r + SPLAT(1.0f);
  vi power = (((vi)shifted - (vi)magic) + 127) << 23;
  return p * (vf)power;
}

INLINE vf NAME(logistic)(vf x) { return SPLAT(1.0f) / (SPLAT(1.0f) + NAME(exp)(-x)); }

// Absolute error about 1e-7; near 0 that is all single precision gives to 1 - 2 / (1 + e^2x).
INLINE vf NAME(tanh)(vf x) { return SPLAT(1.0f) - SPLAT(2.0f) / (SPLAT(1.0f) + NAME(exp)(x + x)); }

INLINE float NAME(sum)(vf x) {
  float eighths[8];
  for (int i = 0; i < 8; i++) eighths[i] = x[i] + x[i + 8];
  return ((eighths[0] + eighths[4]) + (eighths[2] + eighths[6])) +
         ((eighths[1] + eighths[5]) + (eighths[3] + eighths[7]));
}

// A tile of c: `rows` x `vectors`, both known when this is compiled in. a(i, k) = a[i * row + k * step]; b is within
// a packed panel.
INLINE void NAME(tile)(
    const int rows, const int vectors, int64_t k, const float *a, int64_t row, int64_t step, const float *b, float *c,
    int64_t strideC, int accumulate) {
  vf sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sums[i][v] = SPLAT(0.0f);
  for (int64_t t = 0; t < k; t++) {
    vf line[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) line[v] = LOAD(b + 16 * v);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      vf x = SPLAT(a[i * row]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sums[i][v] += x * line[v];
    }
    a += step;
    b += CDENSE_PANEL;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      float *to = c + i * strideC + 16 * v;
      STORE(to, accumulate ? LOAD(to) + sums[i][v] : sums[i][v]);
    }
}

// All tiles of a strip of c that is `vectors` wide.
#define STRIP(VECTORS) \
  TARGET static __attribute__((noinline)) void NAME(strip##VECTORS)( \
      int64_t m, int64_t k, const float *a, int64_t row, int64_t step, const float *b, float *c, int64_t strideC, \
      int accumulate) { \
    int64_t i = 0; \
    for (; i + TILE_ROWS <= m; i += TILE_ROWS) \
      NAME(tile)(TILE_ROWS, VECTORS, k, a + i * row, row, step, b, c + i * strideC, strideC, accumulate); \
    for (; i + TILE_ROWS / 2 <= m; i += TILE_ROWS / 2) \
      NAME(tile)(TILE_ROWS / 2, VECTORS, k, a + i * row, row, step, b, c + i * strideC, strideC, accumulate); \
    for (; i < m; i++) NAME(tile)(1, VECTORS, k, a + i * row, row, step, b, c + i * strideC, strideC, accumulate); \
  }
STRIP(1)
#if TILE_VECTORS == 2
STRIP(2)
#endif
#undef STRIP

INLINE void NAME(panel)(
    int64_t columns, int64_t m, int64_t k, const float *a, int64_t row, int64_t step, const float *b, float *c,
    int64_t strideC, int accumulate) {
#if TILE_VECTORS == 2
  if (columns >= 32) {
    NAME(strip2)(m, k, a, row, step, b, c, strideC, accumulate);
    return;
  }
#endif
  NAME(strip1)(m, k, a, row, step, b, c, strideC, accumulate);
  if (columns >= 32) NAME(strip1)(m, k, a, row, step, b + 16, c + 16, strideC, accumulate);
}

TARGET static void NAME(multiply)(
    int64_t m, int64_t n, int64_t k, const float *a, int64_t strideA, const float *packed, float *c, int64_t strideC,
    int accumulate) {
  for (int64_t j = 0; j < n; j += CDENSE_PANEL)
    NAME(panel)(n - j, m, k, a, strideA, 1, packed + j * k, c + j, strideC, accumulate);
}

// b is packed here, 128 rows of one panel at a time, which stay in the first-level cache.
TARGET static void NAME(multiply_transposed)(
    int64_t m, int64_t n, int64_t k, const float *a, const float *b, float *c) {
  float packed[128 * CDENSE_PANEL] __attribute__((aligned(64)));
  for (int64_t t = 0; t < k; t += 128) {
    int64_t depth = k - t < 128 ? k - t : 128;
    for (int64_t j = 0; j < n; j += CDENSE_PANEL) {
      for (int64_t i = 0; i < depth; i++) {
        const float *from = b + (t + i) * n + j;
        STORE(packed + i * CDENSE_PANEL, LOAD(from));
        if (n - j >= 32) STORE(packed + i * CDENSE_PANEL + 16, LOAD(from + 16));
      }
      NAME(panel)(n - j, m, depth, a + t * m, 1, m, packed, c + j, n, 1);
    }
  }
}

TARGET static void NAME(gather)(
    int64_t rows, int64_t length, const int32_t *tokens, const float *table, const float *bias, float *z) {
  for (int64_t i = 0; i < rows; i++) {
    const float *from = table + (int64_t)tokens[i] * length;
    for (int64_t j = 0; j < length; j += 16) STORE(z + i * length + j, LOAD(from + j) + LOAD(bias + j));
  }
}

TARGET static void NAME(scatter)(
    int64_t rows, int64_t length, const int32_t *tokens, const float *dz, float *table, float *bias) {
  for (int64_t i = 0; i < rows; i++) {
    float *to = table + (int64_t)tokens[i] * length;
    for (int64_t j = 0; j < length; j += 16) {
      vf x = LOAD(dz + i * length + j);
      STORE(to + j, LOAD(to + j) + x);
      STORE(bias + j, LOAD(bias + j) + x);
    }
  }
}

TARGET static void NAME(lstm_forward)(
    int64_t rows, int64_t width, float *z, const float *cPrevious, float *c, float *h) {
  for (int64_t i = 0; i < rows; i++, z += 4 * width, c += width, h += width) {
    for (int64_t j = 0; j < width; j += 16) {
      vf input = NAME(logistic)(LOAD(z + j));
      vf forget = NAME(logistic)(LOAD(z + width + j));
      vf candidate = NAME(tanh)(LOAD(z + 2 * width + j));
      vf output = NAME(logistic)(LOAD(z + 3 * width + j));
      vf cell = input * candidate;
      if (cPrevious) cell += forget * LOAD(cPrevious + i * width + j);
      STORE(z + j, input);
      STORE(z + width + j, forget);
      STORE(z + 2 * width + j, candidate);
      STORE(z + 3 * width + j, output);
      STORE(c + j, cell);
      STORE(h + j, output * NAME(tanh)(cell));
    }
  }
}

TARGET static void NAME(lstm_backward)(
    int64_t rows, int64_t width, float *z, const float *cPrevious, const float *c, const float *dh, float *dc) {
  const vf one = SPLAT(1.0f);
  for (int64_t i = 0; i < rows; i++, z += 4 * width, c += width, dh += width, dc += width) {
    for (int64_t j = 0; j < width; j += 16) {
      vf input = LOAD(z + j), forget = LOAD(z + width + j), candidate = LOAD(z + 2 * width + j),
         output = LOAD(z + 3 * width + j);
      vf squashed = NAME(tanh)(LOAD(c + j)), dHidden = LOAD(dh + j);
      vf dCell = LOAD(dc + j) + dHidden * output * (one - squashed * squashed);
      vf before = cPrevious ? LOAD(cPrevious + i * width + j) : SPLAT(0.0f);
      STORE(z + j, dCell * candidate * input * (one - input));
      STORE(z + width + j, dCell * before * forget * (one - forget));
      STORE(z + 2 * width + j, dCell * input * (one - candidate * candidate));
      STORE(z + 3 * width + j, dHidden * squashed * output * (one - output));
      STORE(dc + j, dCell * forget);
    }
  }
}

TARGET static void NAME(readout)(
    int64_t rows, int64_t width, const int32_t *targets, const float *h, const float *weights, const float *bias,
    float *logits) {
  for (int64_t i = 0; i < rows; i++) {
    const float *row = weights + (int64_t)targets[i] * width;
    vf sum = SPLAT(0.0f);
    for (int64_t j = 0; j < width; j += 16) sum += LOAD(h + i * width + j) * LOAD(row + j);
    logits[i] = NAME(sum)(sum) + bias[targets[i]];
  }
}

TARGET static void NAME(readout_backward)(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *weights, const float *mask,
    float *dh) {
  for (int64_t i = 0; i < rows; i++) {
    const float *row = weights + (int64_t)targets[i] * width;
    vf d = SPLAT(dlogits[i]);
    for (int64_t j = 0; j < width; j += 16) {
      vf x = d * LOAD(row + j);
      if (mask) x *= LOAD(mask + i * width + j);
      STORE(dh + i * width + j, LOAD(dh + i * width + j) + x);
    }
  }
}

TARGET static void NAME(readout_gradient)(
    int64_t rows, int64_t width, const int32_t *targets, const float *dlogits, const float *h, float *dWeights,
    float *dBias) {
  for (int64_t i = 0; i < rows; i++) {
    float *row = dWeights + (int64_t)targets[i] * width;
    vf d = SPLAT(dlogits[i]);
    for (int64_t j = 0; j < width; j += 16) STORE(row + j, LOAD(row + j) + d * LOAD(h + i * width + j));
    dBias[targets[i]] += dlogits[i];
  }
}

TARGET static void NAME(scale_by)(int64_t count, const float *y, float *x) {
  for (int64_t i = 0; i < count; i++) x[i] *= y[i];
}

TARGET static void NAME(add)(int64_t count, const float *y, float *x) {
  for (int64_t i = 0; i < count; i++) x[i] += y[i];
}

TARGET static double NAME(sum_of_squares)(int64_t count, const float *x) {
  double sums[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int j = 0; j < 8; j++) sums[j] += (double)x[i + j] * x[i + j];
  for (; i < count; i++) sums[0] += (double)x[i] * x[i];
  double total = 0;
  for (int j = 0; j < 8; j++) total += sums[j];
  return total;
}

TARGET static void NAME(adam)(
    int64_t count, const float *gradient, float scale, float rate, float beta1, float beta2, float epsilon, float *mean,
    float *square, float *x) {
  for (int64_t i = 0; i < count; i++) {
    float g = gradient[i] * scale;
    float m = beta1 * mean[i] + (1 - beta1) * g;
    float v = beta2 * square[i] + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    x[i] -= rate * m / (sqrtf(v) + epsilon);
  }
}

#undef INLINE
