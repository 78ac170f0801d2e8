/** The way to an AWS account: where, as whom, and clients whose errors are sentences. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { AwsFault, checkProfile, explainFault } from "./aws-fault.ts";

export interface Place {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where and as whom, without having asked AWS anything. */
export interface Connection {
  readonly region: string;
  readonly profile: string | undefined;
  readonly credentials: () => Promise<Credentials>;
  /** Does something with AWS. @param action as IAM names it, for what is said when it is refused */
  call<T>(action: string, work: () => Promise<T>): Promise<T>;
}

export interface Session extends Connection {
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly cloudFormation: CloudFormationClient;
  readonly s3: S3Client;
}

/** @throws {AwsFault} where no region or credentials can be found */
export async function connect({ region, profile }: Place): Promise<Connection> {
  // The command line of AWS knows this variable, its JavaScript SDK does not.
  const wanted = region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined;
  const around = { region: wanted, profile };
  if (wanted !== undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(wanted)) {
    throw new AwsFault(`'${wanted}' is no AWS region. They are written like eu-west-1 or us-east-1.`);
  }
  checkProfile(profile);
  const sts = new STSClient({ ...(wanted !== undefined && { region: wanted }), ...(profile !== undefined && { profile }) });
  const provider = defaultProvider({
    // Whoever names a profile means it: the SDK's warning that there are other credentials, too, is none to them.
    logger: silent,
    ...(profile !== undefined && { profile }),
    // Where a role is assumed, unless the profile says: without it in us-east-1, which knows no keys of other partitions.
    ...(wanted !== undefined && { parentClientConfig: { region: wanted } }),
  });
  try {
    return {
      region: await sts.config.region(),
      profile,
      credentials: () => provider(),
      call: callWith({ region: wanted, profile }),
    };
  } catch (error) {
    throw explainFault(error, "sts:GetCallerIdentity", around);
  } finally {
    sts.destroy();
  }
}

/** Deployments are followed for minutes, while CloudFormation's limits are shared by all who use it in the account. */
const patientAttempts = 10;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Also asks who is calling. */
export async function openSession(place: Place): Promise<Session> {
  const connection = await connect(place);
  const { region, credentials } = connection;
  const call = callWith({ region, profile: place.profile });
  await call("sts:GetCallerIdentity", () => credentials());
  const settings = { region, credentials };
  const sts = new STSClient(settings);
  const identity = await call("sts:GetCallerIdentity", () => sts.send(new GetCallerIdentityCommand({})));
  sts.destroy();
  return {
    ...connection,
    call,
    account: identity.Account as string,
    partition: identity.Arn?.split(":")[1] ?? "aws",
    cloudFormation: new CloudFormationClient({ ...settings, maxAttempts: patientAttempts }),
    // Buckets as host names need a DNS that only AWS has.
    s3: new S3Client({ ...settings, forcePathStyle: hasOwnEndpoint() }),
  };
}

/** Whether requests go elsewhere than to AWS, and S3's with them. */
export function hasOwnEndpoint(): boolean {
  return s3Endpoint() !== undefined;
}

export function s3Endpoint(): string | undefined {
  return process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
}

function callWith(around: Place): Connection["call"] {
  return async (action, work) => {
    try {
      return await work();
    } catch (error) {
      throw explainFault(error, action, around);
    }
  };
}
