// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "cat",
  products: [
    .executable(name: "cat", targets: ["cat"]),
    .library(name: "Numerical", targets: ["Numerical"]),
    .library(name: "ItemResponse", targets: ["ItemResponse"]),
    .library(name: "ItemBanks", targets: ["ItemBanks"]),
    .library(name: "AdaptiveTesting", targets: ["AdaptiveTesting"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "Proctoring", targets: ["Proctoring"]),
    .library(name: "Calibration", targets: ["Calibration"]),
    .library(name: "LearnerModels", targets: ["LearnerModels"]),
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "Terminal", targets: ["Terminal"]),
    .library(name: "Presentation", targets: ["Presentation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // MARK: Psychometrics, from the bottom up
    .target(name: "CLinearProgramming"),
    .target(name: "Numerical", dependencies: ["CLinearProgramming"]),
    .target(name: "ItemResponse", dependencies: ["Numerical"]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "ItemBanks",
      dependencies: [
        "CZlib", "ItemResponse", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "AdaptiveTesting", dependencies: ["ItemBanks", "ItemResponse", "Numerical"]),
    .target(
      name: "Simulation",
      dependencies: ["AdaptiveTesting", "ItemBanks", "ItemResponse", "Numerical"]),
    .target(name: "CCalibration"),
    .target(name: "Calibration", dependencies: ["CCalibration", "ItemResponse", "Numerical"]),
    .target(
      name: "Proctoring",
      dependencies: [
        "AdaptiveTesting", "Calibration", "ItemBanks", "ItemResponse", "Numerical", "Simulation",
      ]),

    // MARK: How learners change
    .target(name: "CDense"),
    .target(name: "CRescorlaWagner"),
    .target(name: "LearnerModels", dependencies: ["CDense", "CRescorlaWagner", "Numerical"]),

    // MARK: Storage
    .target(
      name: "Storage",
      dependencies: [
        "AdaptiveTesting", "ItemBanks", .product(name: "GRDB", package: "GRDB.swift"),
      ]),

    // MARK: The terminal
    .target(
      name: "CNCurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "Terminal", dependencies: ["CNCurses"]),
    .target(
      name: "Presentation",
      dependencies: [
        "AdaptiveTesting", "Calibration", "ItemBanks", "ItemResponse", "LearnerModels", "Numerical",
        "Proctoring", "Simulation", "Terminal",
      ]),

    // MARK: The program
    .target(name: "CPassThrough"),
    .executableTarget(
      name: "cat",
      dependencies: [
        "AdaptiveTesting", "CPassThrough", "Calibration", "ItemBanks", "ItemResponse",
        "LearnerModels", "Numerical", "Presentation", "Proctoring", "Simulation", "Storage",
        "Terminal", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // MARK: Tests
    .testTarget(name: "NumericalTests", dependencies: ["Numerical"]),
    .testTarget(name: "ItemResponseTests", dependencies: ["ItemResponse", "Numerical"]),
    .testTarget(name: "ItemBanksTests", dependencies: ["ItemBanks", "ItemResponse"]),
    .testTarget(
      name: "AdaptiveTestingTests",
      dependencies: ["AdaptiveTesting", "ItemBanks", "ItemResponse", "Numerical"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["AdaptiveTesting", "ItemBanks", "ItemResponse", "Numerical", "Simulation"]),
    .testTarget(
      name: "ProctoringTests",
      dependencies: [
        "AdaptiveTesting", "Calibration", "ItemBanks", "ItemResponse", "Numerical", "Proctoring",
        "Simulation",
      ]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "AdaptiveTesting", "CCalibration", "Calibration", "ItemBanks", "ItemResponse", "Numerical",
      ]),
    .testTarget(
      name: "LearnerModelsTests",
      dependencies: ["CDense", "CRescorlaWagner", "LearnerModels", "Numerical"]),
    .testTarget(
      name: "StorageTests",
      dependencies: ["AdaptiveTesting", "ItemBanks", "ItemResponse", "Storage"]),
    .testTarget(name: "TerminalTests", dependencies: ["CNCurses", "Terminal"]),
    .testTarget(
      name: "PresentationTests",
      dependencies: [
        "AdaptiveTesting", "Calibration", "ItemBanks", "ItemResponse", "LearnerModels", "Numerical",
        "Presentation", "Proctoring", "Simulation", "Terminal",
      ]),
    .testTarget(name: "ShippedBankTests", dependencies: ["AdaptiveTesting", "ItemBanks"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "cat", "AdaptiveTesting", "CPassThrough", "ItemBanks", "ItemResponse", "Numerical",
        "Storage",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
