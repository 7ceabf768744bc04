import fc from 'fast-check';

/** Whether a property fails is all that a mutation run wants to know; the smallest example is for people. */
fc.configureGlobal({ endOnFailure: true });
