// The inner loop of simulating many Rescorla-Wagner learners at a bandit, and nothing else: no allocation, no state.
// Eight subjects go through their trials side by side in the lanes of vectors, compiled for AVX2 and for the baseline;
// the better one the machine has is taken at each call. Fused multiply-adds are kept out, so that both give the same
// bits, and so does every machine.
#ifndef CRESCORLAWAGNER_H
#define CRESCORLAWAGNER_H

#include <stdint.h>

typedef struct {
  int64_t blocks;
  /// In each block.
  int64_t trials;
  int64_t actions;
  double initial_value;
  /// By subject.
  const double *rate_of_gains;
  const double *rate_of_losses;
  const double *inverse_temperatures;
  /// P(reward 1), that of subject s, trial t of all blocks, action a at [s * subject_stride + t * trial_stride + a].
  const double *reward_probabilities;
  int64_t subject_stride;
  int64_t trial_stride;
} crw_bandit;

/// How many doubles of scratch crw_simulate needs.
int64_t crw_scratch_count(int64_t actions);

/// Simulates subjects from ..< to. Each draws two numbers a trial from its own xoshiro256**, first for the action, then
/// for the reward.
///
/// generators: four words a subject, subject `from` first. values: set to the final values, [subject][action].
/// rewards: set to the number of rewards, by subject. records: action * 2 + reward, [subject][block][trial], or NULL.
void crw_simulate(
    crw_bandit bandit, int64_t from, int64_t to, const uint64_t *generators, double *values, int64_t *rewards,
    uint16_t *records, double *scratch);

/// 1 AVX2, 0 baseline.
int crw_level(void);
/// Lowers the level, for measurements and tests; a level the machine lacks is ignored.
void crw_limit_level(int level);

#endif
