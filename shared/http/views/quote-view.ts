import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { quoteResponse } from '../../contracts/http/quote-responses.ts';
import type { Quote } from '../../domain/quote.ts';

/** A quote as the API answers it. What is not known yet is null. */
export function quoteJson(quote: Quote): Answer<typeof quoteResponse> {
  const { eligible, amount, rules, funds, submitBy, asAt } = quote;
  return {
    eligible,
    amount: amount ?? null,
    rules,
    funds:
      funds === undefined
        ? null
        : { fund: funds.fundYear.fund, year: funds.fundYear.year, pot: funds.pot, cap: funds.cap },
    submitBy: submitBy ?? null,
    asAt,
  };
}
