// swift-tools-version: 6.1
// A package of its own: the library is built here with the instrumentation of libFuzzer, from the same
// files (Sources/ has links to them). Nobody needs it to build or use cat. Run with ./fuzz.sh.
import PackageDescription

let instrumented: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]

let package = Package(
  name: "Fuzzing",
  targets: [
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLibFuzzer"),
    .target(name: "CLinearProgramming"),
    .target(
      name: "Numerical", dependencies: ["CLinearProgramming"], swiftSettings: instrumented),
    .target(name: "ItemResponse", dependencies: ["Numerical"], swiftSettings: instrumented),
    .target(
      name: "ItemBanks", dependencies: ["CZlib", "ItemResponse"],
      // The one file that needs swift-crypto; reading does not.
      exclude: ["Bank+Writing.swift"], swiftSettings: instrumented),
    .executableTarget(
      name: "FuzzResponses", dependencies: ["CLibFuzzer", "ItemBanks"],
      swiftSettings: instrumented,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6]
)
