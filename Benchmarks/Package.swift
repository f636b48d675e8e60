// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody builds a benchmark harness to use the program.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "cat", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Engine",
      dependencies: [
        .product(name: "AdaptiveTesting", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Simulation", package: "cat"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Engine",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      // Not named like the module that it measures.
      name: "CalibrationSpeed",
      dependencies: [
        .product(name: "Calibration", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Calibration",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "Learners",
      dependencies: [
        .product(name: "LearnerModels", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Learners",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .target(name: "CPseudoterminal", path: "Benchmarks/CPseudoterminal"),
    .executableTarget(
      name: "Program",
      dependencies: [
        "CPseudoterminal",
        .product(name: "AdaptiveTesting", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Simulation", package: "cat"),
        .product(name: "Storage", package: "cat"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Program",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
