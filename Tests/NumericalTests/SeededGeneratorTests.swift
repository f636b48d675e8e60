import Foundation
import Testing

@testable import Numerical

/// Expected values: the published algorithms written again in Python 3.11 (2026-11). That program gives
/// the reference output of xoshiro256** from state (1, 2, 3, 4), 11520, 0, 1509978240, …, and of
/// SplitMix64 from 1234567 (https://prng.di.unimi.it, splitmix64.c and xoshiro256starstar.c).
struct SeededGeneratorTests {
  @Test func splitMixGivesThePublishedNumbers() {
    var mixer = SplitMix64(state: 1_234_567)
    let numbers = (0..<5).map { _ in mixer.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test(
    arguments: [
      (
        0, 0,
        [
          0xfb54_05f7_bd79_c540, 0x780c_98e2_6cea_5883, 0x2a14_6e09_80fe_bc66,
          0x4851_477d_b879_1fca,
        ]
      ),
      (
        1, 0,
        [
          0xee12_7fe6_1343_6e33, 0xd6da_d8d3_4a18_74ea, 0x2a52_c16c_ec11_16a9,
          0x9af9_091d_9f77_d551,
        ]
      ),
      (
        1, 1,
        [
          0x3097_14ec_38d3_3b4c, 0x1bc1_1473_d280_24a0, 0xaa4f_7bbe_f2a5_a194,
          0xe418_b571_ccc4_8341,
        ]
      ),
      (
        42, 7,
        [
          0x4150_452a_b869_a892, 0x6398_0fc0_383c_e41b, 0x6276_ee9c_4552_e56d,
          0x96a8_154c_710c_e93c,
        ]
      ),
      (
        .max, .max,
        [
          0x5a24_6258_49ae_f5fa, 0x0177_bf41_6230_5fac, 0x9735_9f05_bc75_e24d,
          0x390c_adc8_86fd_df32,
        ]
      ),
    ] as [(UInt64, UInt64, [UInt64])])
  func seedAndStreamGiveTheseNumbers(seed: UInt64, stream: UInt64, expected: [UInt64]) {
    var generator = SeededGenerator(seed: seed, stream: stream)
    #expect((0..<4).map { _ in generator.next() } == expected)
  }

  @Test func uniformTakesTheUpperBits() {
    var generator = SeededGenerator(seed: 7)
    let numbers = (0..<4).map { _ in generator.uniform() }
    #expect(
      numbers == [
        0.2969780583049808, 0.9809781246956562, 0.32082023752884414, 0.15282774731350435,
      ])
  }

  @Test func indexGivesTheseNumbers() {
    var generator = SeededGenerator(seed: 7)
    let small = (0..<12).map { _ in generator.index(below: 10) }
    #expect(small == [2, 9, 3, 1, 9, 4, 4, 6, 7, 1, 5, 0])
    // With 3·2⁶¹ values a quarter of all draws is thrown away; two are here.
    generator = SeededGenerator(seed: 7)
    let large = (0..<8).map { _ in generator.index(below: 3 << 61) }
    #expect(
      large == [
        2_054_354_338_897_190_792, 6_785_944_653_063_114_607, 1_057_190_378_270_163_057,
        6_477_242_657_130_600_935, 3_108_951_803_099_373_642, 4_261_520_457_187_988_415,
        4_999_976_803_457_101_896, 807_569_250_753_155_536,
      ])
  }

  @Test(arguments: [1, 2, 3, 7, 10], [1 as UInt64, 2, 3])
  func indexIsUniform(count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var tally = [Int](repeating: 0, count: count)
    let draws = 20_000
    for _ in 0..<draws { tally[generator.index(below: count)] += 1 }
    let expected = Double(draws) / Double(count)
    let chiSquare = tally.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    // 35 is beyond the 99.99th percentile of χ² with 9 degrees of freedom.
    #expect(chiSquare / expected < 35, "seed \(seed), \(tally)")
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func uniformHasTheMomentsOfItsName(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let draws = (0..<20_000).map { _ in generator.uniform() }
    #expect(draws.allSatisfy { (0..<1).contains($0) })
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)
    // Five standard errors each: 1/√(12 n) and 1/√(180 n).
    #expect(abs(mean - 0.5) < 0.0103, "seed \(seed)")
    #expect(abs(variance - 1.0 / 12) < 0.0027, "seed \(seed)")
  }

  @Test func equalSeedsAgreeAndCopiesGoTheirOwnWay() {
    var one = SeededGenerator(seed: 5, stream: 6)
    _ = one.next()
    var two = one
    #expect((0..<20).map { _ in one.next() } == (0..<20).map { _ in two.next() })
  }

  @Test func streamsOfOneSeedAreUnrelated() {
    let seed: UInt64 = 11
    func draws(_ stream: UInt64) -> [Double] {
      var generator = SeededGenerator(seed: seed, stream: stream)
      return (0..<2_000).map { _ in generator.uniform() - 0.5 }
    }
    for (left, right) in [(0, 1), (1, 2), (2, 1 << 40), (0, UInt64.max)] as [(UInt64, UInt64)] {
      let products = zip(draws(left), draws(right)).map(*)
      let correlation = 12 * products.reduce(0, +) / Double(products.count)
      // Five standard errors of a correlation of nothing with 2000 pairs.
      #expect(abs(correlation) < 0.112, "seed \(seed), streams \(left) and \(right)")
    }
    // First draws over streams, as a test with one draw a step sees them.
    var tally = [Int](repeating: 0, count: 5)
    for stream in 0..<5_000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: stream)
      tally[generator.index(below: 5)] += 1
    }
    #expect(tally.allSatisfy { abs($0 - 1_000) < 150 }, "seed \(seed), \(tally)")
  }

  @Test func normalDrawsHaveTheMomentsOfTheNormalDistribution() {
    var generator = SeededGenerator(seed: 5)
    let count = 20_000
    let draws = (0..<count).map { _ in generator.normal() }
    let moments = (1...4).map { power in
      draws.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
    }
    // Five standard errors of each.
    let n = Double(count)
    #expect(abs(moments[0]) < 5 * (1 / n).squareRoot())
    #expect(abs(moments[1] - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(moments[2]) < 5 * (15 / n).squareRoot())
    #expect(abs(moments[3] - 3) < 5 * (96 / n).squareRoot())
  }
}
