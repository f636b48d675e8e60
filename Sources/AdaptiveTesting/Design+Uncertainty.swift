import ItemBanks
import ItemResponse

extension Design.Selection {
  /// What is asked for information, by number in the bank: the models themselves, or where the selection
  /// allows for errors of item parameters, models of less information.
  func informants(
    in bank: Bank, _ prepared: [PreparedModel?]
  ) throws(DesignError) -> [PreparedModel?] {
    guard allowsForUncertainty else { return prepared }
    guard bank.items.contains(where: { $0.parameterErrors != nil }) else {
      throw DesignError(
        message:
          "selection.uncertainty is true, but no item of bank '\(bank.name)' has errors of its "
          + "parameters; give items se_a, se_b, se_c or se_d, or leave it out.")
    }
    return zip(bank.items, prepared).map { item, prepared in
      guard let prepared, let model = item.parameters, let errors = item.parameterErrors else {
        return prepared
      }
      return PreparedModel(
        UncertainLogisticModel(model, errors: errors), quadrature: prepared.quadrature)
    }
  }
}
