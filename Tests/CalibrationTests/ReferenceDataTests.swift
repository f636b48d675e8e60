import Foundation
import ItemResponse
import Numerical
import Testing

@testable import Calibration

/// The sets of ../shared/data against marginal-ML estimates made there (61 nodes on [−6, 6],
/// BFGS to |gradient| < 4e-3) and conditional ones by R psychotools 0.7-2.
@Suite struct ReferenceDataTests {
  struct DataSet: CustomTestStringConvertible, Sendable {
    let folder: String
    let onePL: Double
    let twoPL: Double
    var file = "responses.csv"
    var columns: Int?
    var tolerance = 1e-3
    var testDescription: String { folder }
  }

  static let small = [
    DataSet(folder: "wirs", onePL: -3509.279, twoPL: -3420.064),
    DataSet(folder: "verbal_aggression", onePL: -4036.905, twoPL: -4016.427),
    DataSet(folder: "mathexam14w", onePL: -5456.286, twoPL: -5425.883),
    DataSet(folder: "hci", onePL: -7618.213, twoPL: -7526.749),
    DataSet(folder: "icar16", onePL: -12693.891, twoPL: -12612.701),
    DataSet(folder: "amsterdam_chess", onePL: -4366.205, twoPL: -4231.368),
    DataSet(folder: "fraction_subtraction", onePL: -4797.165, twoPL: -4640.141),
    DataSet(folder: "matrix_reasoning", onePL: -5231.128, twoPL: -5154.958),
    DataSet(folder: "sat12", onePL: -9643.469, twoPL: -9488.955),
  ]
  static let large = [
    DataSet(folder: "deayala", onePL: -55387.061, twoPL: -55198.496, file: "responses.csv.gz"),
    DataSet(folder: "ecpe", onePL: -42729.849, twoPL: -42546.662, file: "responses.csv.gz"),
    DataSet(folder: "spisa", onePL: -28072.564, twoPL: -27682.414),
    DataSet(folder: "tmas", onePL: -119913.498, twoPL: -117577.03, file: "responses.csv.gz"),
    DataSet(
      folder: "credential_form1", onePL: -71156.715, twoPL: -70375.44, file: "responses.csv.gz",
      columns: 170),
  ]
  #if DEBUG
    static let sets = small
  #else
    static let sets = small + large
  #endif

  @Test(.enabled(if: SharedData.has("wirs")), arguments: sets)
  func marginalEstimates(set: DataSet) throws {
    var responses = try SharedData.responses("\(set.folder)/\(set.file)")
    if let columns = set.columns { responses = responses.items(at: Array(0..<columns)) }
    let reference = "\(set.folder)/reference_irt.csv"
    var calibrator = Calibrator(
      model: .onePL, adaptsQuadrature: false, allowsNegativeDiscrimination: true)
    calibrator.computesStandardErrors = responses.itemCount < 100
    let one = try calibrator.calibrate(responses)
    calibrator.model = .twoPL
    let two = try calibrator.calibrate(responses)
    #expect(one.converged && two.converged)
    // The reference stops a little short of the maximum: ours may be higher, never lower.
    #expect(one.logLikelihood > set.onePL - 1e-3 && one.logLikelihood < set.onePL + 0.02)
    #expect(two.logLikelihood > set.twoPL - 1e-3 && two.logLikelihood < set.twoPL + 0.02)
    func worst(_ found: [Double], _ expected: [Double]) -> Double {
      zip(found, expected).filter { !$0.1.isNaN }.map { abs($0 - $1) }.max() ?? 0
    }
    func intercepts(_ result: CalibrationResult) -> [Double] {
      result.items.map { $0.model.map { -$0.discrimination * $0.difficulty } ?? .nan }
    }
    let slopes = two.items.map { $0.model?.discrimination ?? .nan }
    let errors = (
      worst(intercepts(one), try SharedData.numbers("d_1pl", of: reference)),
      worst(slopes, try SharedData.numbers("a_2pl", of: reference)),
      worst(intercepts(two), try SharedData.numbers("d_2pl", of: reference))
    )
    #expect(
      errors.0 < set.tolerance && errors.1 < set.tolerance && errors.2 < set.tolerance,
      "\(set.folder) \(errors) \(one.logLikelihood) \(two.logLikelihood)")
  }

  #if !DEBUG
    /// 680 steep items: posteriors are narrower than the 0.2 between 61 points, so that the reference
    /// (and anything else on that grid) has many maxima. The points laid closer, there is one.
    @Test(.enabled(if: SharedData.has("wordbank_en_ws"))) func longTest() throws {
      let responses = try SharedData.responses("wordbank_en_ws/responses.csv.gz")
      let result = try Calibrator(model: .twoPL, computesStandardErrors: false)
        .calibrate(responses)
      #expect(result.converged && result.warnings.isEmpty)
      #expect(result.latentNodes.count > 61)
      // The same on 801 points: log-likelihood −322215.82866, slopes 0.7596914 and 3.0117719.
      #expect(abs(result.logLikelihood - -322215.82866) < 1e-3)
      #expect(abs(result.items[0].model!.discrimination - 0.7596914) < 1e-4)
      #expect(abs(result.items[100].model!.discrimination - 3.0117719) < 1e-4)
    }
  #endif

  static let conditional = [
    ("lsat", "lsat6_responses.csv", "lsat6_reference_irt.csv"),
    ("verbal_aggression", "responses.csv", "reference_irt.csv"),
    ("mathexam14w", "responses.csv", "reference_irt.csv"),
    ("hci", "responses.csv", "reference_irt.csv"),
    ("wirs", "responses.csv", "reference_irt.csv"),
  ]

  @Test(.enabled(if: SharedData.has("wirs")), arguments: conditional)
  func conditionalEstimates(folder: String, file: String, reference: String) throws {
    let responses = try SharedData.responses("\(folder)/\(file)")
    let result = try ConditionalCalibrator().calibrate(responses)
    let difficulties = try SharedData.numbers("b_rasch_cml", of: "\(folder)/\(reference)")
    let errors = try SharedData.numbers("se_rasch_cml", of: "\(folder)/\(reference)")
    for (index, item) in result.items.enumerated() {
      // psychotools' optimiser stops a few 1e-5 short on the smaller sets.
      #expect(abs(item.model!.difficulty - difficulties[index]) < 1e-4)
      #expect(abs(item.standardErrors!.difficulty! - errors[index]) < 2e-5)
    }
    if folder == "mathexam14w" { #expect(abs(result.logLikelihood - -3635.234) < 1e-3) }
    if folder == "verbal_aggression" { #expect(abs(result.logLikelihood - -3049.923) < 1e-3) }
  }

  static let groups = [
    ("hci", "reference_dif_gender.csv", "gender", "0", "1"),
    ("mathexam14w", "reference_dif_gender.csv", "gender", "", ""),
    ("mathexam14w", "reference_dif_group.csv", "group", "", ""),
    ("verbal_aggression", "reference_dif_gender.csv", "gender", "0", "1"),
    ("spisa", "reference_dif_gender.csv", "gender", "", ""),
  ]

  /// R mantelhaen.test and glm; which group is the reference is not said for every set, so both are
  /// tried by the first item's odds ratio.
  @Test(.enabled(if: SharedData.has("wirs")), arguments: groups)
  func differentialItemFunctioning(
    folder: String, file: String, column: String, reference: String, focal: String
  ) throws {
    let membership = try SharedData.column(column, of: "\(folder)/persons.csv")
    let responses = try SharedData.responses("\(folder)/responses.csv", groups: membership)
    let names = responses.groups!.names.sorted()
    #expect(names.count == 2)
    let path = "\(folder)/\(file)"
    let alpha = try SharedData.numbers("alpha_mh", of: path)
    var found = DifferentialItemFunctioning(responses, reference: names[0], focal: names[1])!
    if abs(found.items[0].mantelHaenszel!.oddsRatio - alpha[0]) > 1e-3 {
      found = DifferentialItemFunctioning(responses, reference: names[1], focal: names[0])!
    }
    #expect(found.matching == .score)
    #expect(found.mantelHaenszelPurification.outcome == .settled)
    #expect(found.items.allSatisfy { $0.mantelHaenszelObstacle == nil })
    let chi = try SharedData.numbers("mh_chisq", of: path)
    let classes = try SharedData.column("ets_by_effect", of: path)
    let purifiedChi = try SharedData.numbers("mh_chisq_purified", of: path)
    let purifiedAlpha = try SharedData.numbers("alpha_mh_purified", of: path)
    let both = try SharedData.numbers("lr_both", of: path)
    let uniform = try SharedData.numbers("lr_uni", of: path)
    let nonuniform = try SharedData.numbers("lr_nonuni", of: path)
    let added = try SharedData.numbers("dR2", of: path)
    for (index, item) in found.items.enumerated() {
      let mantel = item.mantelHaenszel!
      #expect(abs(mantel.test.statistic - chi[index]) < 2e-5)
      #expect(abs(mantel.oddsRatio - alpha[index]) < 2e-5)
      // The reference's classes go by size alone; ours ask of C that Δ exceed 1 beyond chance.
      let isBeyond = (abs(mantel.delta) - 1) / mantel.deltaStandardError > 1.644854
      let isRelaxed = classes[index] == "C" && !isBeyond
      #expect(
        mantel.effectSize.rawValue == (isRelaxed ? "B" : classes[index]), "\(item.id) \(mantel)")
      let purified = item.purifiedMantelHaenszel!
      #expect(abs(purified.test.statistic - purifiedChi[index]) < 2e-5, "\(item.id)")
      #expect(abs(purified.oddsRatio - purifiedAlpha[index]) < 2e-5)
      let logistic = item.logistic!
      #expect(abs(logistic.both.statistic - both[index]) < 2e-5)
      #expect(abs(logistic.uniform.statistic - uniform[index]) < 2e-5)
      #expect(abs(logistic.nonuniform.statistic - nonuniform[index]) < 2e-5)
      #expect(abs(logistic.addedRSquare - added[index]) < 2e-5)
    }
  }
}
