// swift-tools-version: 6.1
import PackageDescription

// Studies: what takes too many numbers for a debug build. A package of its own, so that `swift test`
// stays quick and these run optimised: `make study`. It builds only the modules that it names.
let package = Package(
  name: "Studies",
  dependencies: [.package(name: "cat", path: "../..")],
  targets: [
    .testTarget(
      name: "AdaptiveTestingStudies",
      dependencies: [
        .product(name: "AdaptiveTesting", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Simulation", package: "cat"),
      ]),
    .testTarget(
      name: "CalibrationStudies",
      dependencies: [
        .product(name: "AdaptiveTesting", package: "cat"),
        .product(name: "Calibration", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Simulation", package: "cat"),
      ]),
    .testTarget(
      name: "LearnerModelsStudies",
      dependencies: [
        .product(name: "LearnerModels", package: "cat"),
        .product(name: "Numerical", package: "cat"),
      ]),
    .testTarget(
      name: "ProctoringStudies",
      dependencies: [
        .product(name: "AdaptiveTesting", package: "cat"),
        .product(name: "Calibration", package: "cat"),
        .product(name: "ItemBanks", package: "cat"),
        .product(name: "ItemResponse", package: "cat"),
        .product(name: "Numerical", package: "cat"),
        .product(name: "Proctoring", package: "cat"),
        .product(name: "Simulation", package: "cat"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
