extension ComparedGroups {
  func mantelHaenszel(
    _ item: Int, _ criterion: MatchingCriterion, level: Double
  ) -> Result<DifferentialItemFunctioning.MantelHaenszel, DifferentialItemFunctioning.Obstacle> {
    let (answers, values) = answers(item, criterion)
    return Result { () throws(DifferentialItemFunctioning.Obstacle) in
      try answers.mantelHaenszel(strata: strata(values), level: level)
    }
  }

  func logistic(
    _ item: Int, _ criterion: MatchingCriterion, level: Double
  ) -> Result<DifferentialItemFunctioning.Logistic, DifferentialItemFunctioning.Obstacle> {
    let (answers, values) = answers(item, criterion)
    return Result { () throws(DifferentialItemFunctioning.Obstacle) in
      try answers.logistic(on: values, level: level)
    }
  }

  private func answers(
    _ item: Int, _ criterion: MatchingCriterion
  ) -> (answers: ComparedAnswers, values: [Double]) {
    let (members, values) = matched(item, criterion)
    return (
      ComparedAnswers(
        reference: reference, focal: focal, isRight: members.map { persons[$0][item] == 1 },
        isFocal: members.map { isFocal[$0] }), values
    )
  }
}
