// Included once for each instruction set.

TARGET static inline bits NAME(next)(bits state[4]) {
  bits times5 = state[1] + (state[1] << 2);
  bits rotated = (times5 << 7) | (times5 >> 57);
  bits result = rotated + (rotated << 3);
  bits t = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = (state[3] << 45) | (state[3] >> 19);
  return result;
}

// The upper 53 bits as a fraction. Each half is put into the mantissa of a power of two, which is then taken away.
TARGET static inline real NAME(uniform)(bits state[4]) {
  bits upper53 = NAME(next)(state) >> 11;
  real high = (real)((upper53 >> 32) | 0x4530000000000000) - (0x1p84 + 0x1p52);
  real low = (real)((upper53 & 0xffffffff) | 0x4330000000000000);
  return (high + low) * 0x1p-53;
}

// e^x for |x| <= 708: x = n ln 2 + r, the series of e^r to degree 13 (remainder below 4e-18 for |r| <= ln 2 / 2), and n
// added to the exponent. Even and odd powers are summed apart, to wait less for one another.
TARGET static inline real NAME(exponential)(real x) {
  const double shifter = 0x1.8p52;
  real shifted = x * 0x1.71547652b82fep0 + shifter;
  real n = shifted - shifter;
  real r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  real s = r * r;
  real even = 1.0 / 479001600 + SPLAT(0.0);
  even = even * s + 1.0 / 3628800;
  even = even * s + 1.0 / 40320;
  even = even * s + 1.0 / 720;
  even = even * s + 1.0 / 24;
  even = even * s + 0.5;
  real odd = 1.0 / 6227020800 + SPLAT(0.0);
  odd = odd * s + 1.0 / 39916800;
  odd = odd * s + 1.0 / 362880;
  odd = odd * s + 1.0 / 5040;
  odd = odd * s + 1.0 / 120;
  odd = odd * s + 1.0 / 6;
  real power = 1.0 + (r + (s * even + r * s * odd));
  return (real)((bits)power + ((bits)shifted << 52));
}

TARGET static void NAME(simulate)(
    crw_bandit bandit, int64_t from, int64_t to, const uint64_t *generators, double *values, int64_t *rewards,
    uint16_t *records, double *scratch) {
  const int64_t actions = bandit.actions;
  const int64_t last = actions - 1;
  const double start = bandit.initial_value;
  // Values stay between the rewards and where they began; the middle as the origin leaves exponents the most room.
  const double middle = 0.5 * ((start < 0 ? start : 0) + (start > 1 ? start : 1));
  real *value = (real *)scratch;
  real *weight = value + actions;
  real *chance = weight + actions;

  for (int64_t first = from; first < to; first += LANES) {
    int64_t subject[LANES];
    bits state[4];
    real gain, loss, beta;
    for (int lane = 0; lane < LANES; lane++) {
      // Lanes without a subject of their own repeat the last one.
      int64_t s = first + lane < to ? first + lane : to - 1;
      subject[lane] = s;
      for (int k = 0; k < 4; k++) state[k][lane] = generators[(s - from) * 4 + k];
      gain[lane] = bandit.rate_of_gains[s];
      loss[lane] = bandit.rate_of_losses[s];
      beta[lane] = bandit.inverse_temperatures[s];
      for (int64_t a = 0; a < actions; a++)
        chance[a][lane] = bandit.reward_probabilities[s * bandit.subject_stride + a];
    }
    word rewarded = {0};
    for (int64_t t = 0; t < bandit.blocks * bandit.trials; t++) {
      if (t % bandit.trials == 0) {
        real fresh = NAME(exponential)(beta * (start - middle));
        for (int64_t a = 0; a < actions; a++) {
          value[a] = SPLAT(start);
          weight[a] = fresh;
        }
      }
      if (bandit.trial_stride && t) {
        for (int64_t a = 0; a < actions; a++)
          for (int lane = 0; lane < LANES; lane++)
            chance[a][lane] =
                bandit.reward_probabilities[subject[lane] * bandit.subject_stride + t * bandit.trial_stride + a];
      }

      real total = weight[0];
      for (int64_t a = 1; a < actions; a++) total += weight[a];
      real rest = NAME(uniform)(state) * total;
      word choice = {0};
      real below = weight[0];
      for (int64_t a = 0; a < last; a++) {
        choice -= (word)(rest >= below);
        below += weight[a + 1];
      }

      real old = value[0];
      real probability = chance[0];
      for (int64_t a = 1; a < actions; a++) {
        word chosen = choice == a;
        old = SELECT(chosen, value[a], old);
        probability = SELECT(chosen, chance[a], probability);
      }
      word won = (word)(NAME(uniform)(state) < probability);
      rewarded -= won;
      real error = SELECT(won, SPLAT(1.0), SPLAT(0.0)) - old;
      real updated = old + SELECT((word)(error >= 0.0), gain, loss) * error;
      real heavier = NAME(exponential)(beta * (updated - middle));
      for (int64_t a = 0; a < actions; a++) {
        word chosen = choice == a;
        value[a] = SELECT(chosen, updated, value[a]);
        weight[a] = SELECT(chosen, heavier, weight[a]);
      }
      if (records) {
        word record = choice * 2 - won;
        for (int lane = 0; lane < LANES; lane++)
          records[subject[lane] * bandit.blocks * bandit.trials + t] = (uint16_t)record[lane];
      }
    }
    for (int lane = 0; lane < LANES; lane++) {
      for (int64_t a = 0; a < actions; a++) values[subject[lane] * actions + a] = value[a][lane];
      rewards[subject[lane]] = rewarded[lane];
    }
  }
}
