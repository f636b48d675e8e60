import Benchmark

let benchmarks: @Sendable () -> Void = {
  choiceLikelihoods()
  rescorlaWagnerSimulations()
}
