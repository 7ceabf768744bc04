/** Why a local copy cannot start: something that the person at the machine can put right. Shown without a stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
