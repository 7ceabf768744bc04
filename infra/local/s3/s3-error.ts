interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer other than success. It carries S3's status and error code, and reaches the caller as S3's XML. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'S3Error';
    this.status = refusal.status;
    this.code = refusal.code;
    this.headers = refusal.headers ?? {};
  }
}

/** 501: asked for something that this stand-in does not have. `what` names it, so that nobody has to guess. */
export const notImplemented = (what: string): S3Error =>
  new S3Error({ status: 501, code: 'NotImplemented', message: `The local S3 does not support ${what}.` });

export const accessDenied = (message: string): S3Error =>
  new S3Error({ status: 403, code: 'AccessDenied', message });

export const invalidArgument = (message: string): S3Error =>
  new S3Error({ status: 400, code: 'InvalidArgument', message });

export const invalidRequest = (message: string): S3Error =>
  new S3Error({ status: 400, code: 'InvalidRequest', message });

export const malformedXml = (why: string): S3Error =>
  new S3Error({
    status: 400,
    code: 'MalformedXML',
    message: `The XML you provided was not well-formed or did not validate against our published schema: ${why}.`,
  });
