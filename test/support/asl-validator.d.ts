declare module 'asl-validator' {
  interface Verdict {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
    readonly errorsText: () => string;
  }
  const validate: (definition: unknown, options?: { checkArn?: boolean; checkPaths?: boolean }) => Verdict;
  export = validate;
}
