// One set of kernels; included by CCalibration.c once for each instruction set, with TARGET and NAME() defined.

#define INLINE TARGET static inline __attribute__((always_inline))

// exp for x <= 0, relative error below 3e-16: x = n log 2 + r with |r| <= log(2)/2, a Taylor polynomial of degree 13
// in r (remainder below 5e-18), and n put into the exponent. Below -708 the result is 0.
INLINE v8 NAME(exp)(v8 x) {
  const v8 log2e = SPLAT(1.4426950408889634), high = SPLAT(6.93147180369123816490e-01),
           low = SPLAT(1.90821492927058770002e-10), magic = SPLAT(6755399441055744.0);  // 1.5 * 2^52
  m8 tiny = x < SPLAT(-708.0);
  x = (v8)(((m8)x & ~tiny) | ((m8)SPLAT(-708.0) & tiny));
  v8 shifted = x * log2e + magic;  // the integer is now in the low bits
  v8 n = shifted - magic;
  v8 r = x - n * high;
  r = r - n * low;
  v8 p = SPLAT(1.0 / 6227020800.0);
  p = p * r + SPLAT(1.0 / 479001600.0);
  p = p * r + SPLAT(1.0 / 39916800.0);
  p = p * r + SPLAT(1.0 / 3628800.0);
  p = p * r + SPLAT(1.0 / 362880.0);
  p = p * r + SPLAT(1.0 / 40320.0);
  p = p * r + SPLAT(1.0 / 5040.0);
  p = p * r + SPLAT(1.0 / 720.0);
  p = p * r + SPLAT(1.0 / 120.0);
  p = p * r + SPLAT(1.0 / 24.0);
  p = p * r + SPLAT(1.0 / 6.0);
  p = p * r + SPLAT(0.5);
  p = p * r + SPLAT(1.0);
  p = p * r + SPLAT(1.0);
  m8 power = (((m8)shifted - (m8)magic) + 1023) << 52;
  v8 result = p * (v8)power;
  return (v8)((m8)result & ~tiny);
}

INLINE double NAME(sum)(v8 x) {
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

// Unnormalised posterior of one pattern into `weights`, scaled so that its largest is 1. Returns the sum of the
// weights; *shift is the logarithm of the scale.
INLINE double NAME(posterior)(
    const uint32_t *codes, int64_t count, const double *table, const double *logPrior, int64_t stride,
    double *weights, double *shift) {
  v8 largest = SPLAT(-INFINITY);
  for (int64_t k = 0; k < stride; k += 32) {
    const double *column = table + k;
    v8 s0 = LOAD(logPrior + k), s1 = LOAD(logPrior + k + 8), s2 = LOAD(logPrior + k + 16),
       s3 = LOAD(logPrior + k + 24);
    for (int64_t i = 0; i < count; i++) {
      const double *row = column + (int64_t)codes[i] * stride;
      s0 += LOAD(row);
      s1 += LOAD(row + 8);
      s2 += LOAD(row + 16);
      s3 += LOAD(row + 24);
    }
    STORE(weights + k, s0);
    STORE(weights + k + 8, s1);
    STORE(weights + k + 16, s2);
    STORE(weights + k + 24, s3);
    v8 a = SELECT(s0 > s1, s0, s1), b = SELECT(s2 > s3, s2, s3);
    v8 c = SELECT(a > b, a, b);
    largest = SELECT(c > largest, c, largest);
  }
  double top = largest[0];
  for (int i = 1; i < 8; i++) top = largest[i] > top ? largest[i] : top;
  v8 total = SPLAT(0.0);
  for (int64_t k = 0; k < stride; k += 8) {
    v8 w = NAME(exp)(LOAD(weights + k) - SPLAT(top));
    STORE(weights + k, w);
    total += w;
  }
  *shift = top;
  return NAME(sum)(total);
}

INLINE void NAME(add)(
    const double *values, const uint32_t *codes, int64_t count, int64_t stride, double *sums, int64_t from,
    int64_t to) {
  int64_t k = from;
  for (; k + 32 <= to; k += 32) {
    v8 w0 = LOAD(values + k), w1 = LOAD(values + k + 8), w2 = LOAD(values + k + 16), w3 = LOAD(values + k + 24);
    for (int64_t i = 0; i < count; i++) {
      double *row = sums + k + (int64_t)codes[i] * stride;
      STORE(row, LOAD(row) + w0);
      STORE(row + 8, LOAD(row + 8) + w1);
      STORE(row + 16, LOAD(row + 16) + w2);
      STORE(row + 24, LOAD(row + 24) + w3);
    }
  }
  for (; k < to; k += 8) {
    v8 w = LOAD(values + k);
    for (int64_t i = 0; i < count; i++) {
      double *row = sums + k + (int64_t)codes[i] * stride;
      STORE(row, LOAD(row) + w);
    }
  }
}

// Where anything of a posterior lies, in eights: what is left out is 1e-20 of the whole at most, each.
INLINE void NAME(support)(const double *weights, int64_t stride, double total, int64_t *from, int64_t *to) {
  double least = 1e-20 * total;
  int64_t low = 0, high = stride;
  for (; low + 8 < high; low += 8) {
    int any = 0;
    for (int i = 0; i < 8; i++) any |= weights[low + i] > least;
    if (any) break;
  }
  for (; high - 8 > low; high -= 8) {
    int any = 0;
    for (int i = 1; i <= 8; i++) any |= weights[high - i] > least;
    if (any) break;
  }
  *from = low;
  *to = high;
}

TARGET static double NAME(expect)(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *expected, double *total, double *weights) {
  double logLikelihood = 0;
  for (int64_t u = from; u < to; u++) {
    const uint32_t *codes = patterns.codes + patterns.offsets[u];
    int64_t count = (int64_t)patterns.offsets[u + 1] - patterns.offsets[u];
    double shift;
    double sum = NAME(posterior)(codes, count, table, logPrior, stride, weights, &shift);
    double persons = patterns.counts[u];
    logLikelihood += persons * (shift + log(sum));
    v8 scale = SPLAT(persons / sum);
    for (int64_t k = 0; k < stride; k += 8) {
      v8 w = LOAD(weights + k) * scale;
      STORE(weights + k, w);
      STORE(total + k, LOAD(total + k) + w);
    }
    int64_t low, high;
    NAME(support)(weights, stride, persons, &low, &high);
    NAME(add)(weights, codes, count, stride, expected, low, high);
  }
  return logLikelihood;
}

TARGET static void NAME(posteriors)(
    ccal_patterns patterns, int64_t from, int64_t to, const double *table, const double *logPrior, int64_t stride,
    double *posteriors, double *logLikelihoods) {
  for (int64_t u = from; u < to; u++) {
    const uint32_t *codes = patterns.codes + patterns.offsets[u];
    int64_t count = (int64_t)patterns.offsets[u + 1] - patterns.offsets[u];
    double *weights = posteriors + (u - from) * stride;
    double shift;
    double sum = NAME(posterior)(codes, count, table, logPrior, stride, weights, &shift);
    logLikelihoods[u - from] = shift + log(sum);
    v8 scale = SPLAT(1.0 / sum);
    for (int64_t k = 0; k < stride; k += 8) STORE(weights + k, LOAD(weights + k) * scale);
  }
}

TARGET static void NAME(scatter)(
    ccal_patterns patterns, int64_t from, int64_t to, const double *values, int64_t stride, double *sums) {
  for (int64_t u = from; u < to; u++) {
    int64_t count = (int64_t)patterns.offsets[u + 1] - patterns.offsets[u];
    NAME(add)(values + (u - from) * stride, patterns.codes + patterns.offsets[u], count, stride, sums, 0, stride);
  }
}

// Tiles of 4 x 8 of the product stay in registers while the rows stream past.
TARGET static void NAME(cross_products)(const double *rows, int64_t count, int64_t stride, double *product) {
  for (int64_t first = 0; first < count; first += 128) {
    int64_t depth = count - first < 128 ? count - first : 128;
    const double *block = rows + first * stride;
    for (int64_t i = 0; i < stride; i += 4) {
      for (int64_t j = i / 8 * 8; j < stride; j += 8) {
        v8 sums[4];
        for (int r = 0; r < 4; r++) sums[r] = LOAD(product + (i + r) * stride + j);
        for (int64_t d = 0; d < depth; d++) {
          const double *row = block + d * stride;
          v8 right = LOAD(row + j);
          for (int r = 0; r < 4; r++) sums[r] += SPLAT(row[i + r]) * right;
        }
        for (int r = 0; r < 4; r++) STORE(product + (i + r) * stride + j, sums[r]);
      }
    }
  }
}

TARGET static double NAME(combine)(
    const double *factors, int64_t count, const double *rows, int64_t stride, double *sum) {
  v8 length = SPLAT(0.0);
  for (int64_t j = 0; j < stride; j += 16) {
    v8 a = SPLAT(0.0), b = SPLAT(0.0);
    for (int64_t i = 0; i < count; i++) {
      const double *row = rows + i * stride + j;
      a += SPLAT(factors[i]) * LOAD(row);
      b += SPLAT(factors[i]) * LOAD(row + 8);
    }
    STORE(sum + j, a);
    STORE(sum + j + 8, b);
    length += a * a + b * b;
  }
  return NAME(sum)(length);
}

// Two items against four: eight vectors of sums stay in registers while the rows stream past.
TARGET static void NAME(pair_products)(
    const double *rows, int64_t count, int64_t stride, const uint32_t *places, int64_t items, double *sums,
    int64_t size) {
  for (int64_t i = 0; i < items; i += 2) {
    for (int64_t j = i / 4 * 4; j < items; j += 4) {
      v8 block[4] = {SPLAT(0.0), SPLAT(0.0), SPLAT(0.0), SPLAT(0.0)};
      const double *left = rows + 2 * i, *right = rows + 2 * j;
      for (int64_t r = 0; r < count; r++) {
        v8 columns = LOAD(right + r * stride);
        for (int p = 0; p < 4; p++) block[p] += SPLAT(left[r * stride + p]) * columns;
      }
      for (int first = 0; first < 2 && i + first < items; first++) {
        double *line = sums + 4 * size * (int64_t)places[i + first];
        const double *upper = (const double *)&block[2 * first], *lower = (const double *)&block[2 * first + 1];
        for (int second = 0; second < 4 && j + second < items; second++) {
          if (j + second < i + first) continue;
          double *target = line + 4 * (int64_t)places[j + second];
          v2 *pairs = (v2 *)target;
          pairs[0] += *(const v2 *)(upper + 2 * second);
          pairs[1] += *(const v2 *)(lower + 2 * second);
        }
      }
    }
  }
}

#undef INLINE
