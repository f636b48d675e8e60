import Benchmark

let benchmarks: @Sendable () -> Void = {
  knowledgeTracing()
  deepKnowledgeTracing()
  choiceLikelihoods()
  rescorlaWagnerSimulations()
  hierarchicalFits()
}
