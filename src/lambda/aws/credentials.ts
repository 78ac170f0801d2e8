/** Who calls AWS. */

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Is asked for every attempt of every request, so that what is renewed is used at once. */
export type CredentialsProvider = () => Credentials | Promise<Credentials>;
