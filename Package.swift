// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "cat",
  products: [
    .library(name: "Numerical", targets: ["Numerical"]),
    .library(name: "ItemResponse", targets: ["ItemResponse"]),
  ],
  targets: [
    // MARK: Psychometrics, from the bottom up
    .target(name: "Numerical"),
    .target(name: "ItemResponse", dependencies: ["Numerical"]),

    // MARK: Tests
    .testTarget(name: "NumericalTests", dependencies: ["Numerical"]),
    .testTarget(name: "ItemResponseTests", dependencies: ["ItemResponse"]),
  ],
  swiftLanguageModes: [.v6]
)
