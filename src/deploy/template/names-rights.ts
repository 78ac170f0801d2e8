/** Whether a template gives something of IAM a name of its own, which CloudFormation only does for who says that it may. */
import type { Template } from "./template.ts";

/** Names by which others might know them already (CloudFormation API, `CreateChangeSet`: `CAPABILITY_NAMED_IAM`). */
const names: Readonly<Record<string, string>> = {
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::User": "UserName",
};

export function namesRights({ Resources }: Pick<Template, "Resources">): boolean {
  return Object.values(Resources).some(({ Type, Properties = {} }) => {
    const name = Object.hasOwn(names, Type) ? names[Type] : undefined;
    return name !== undefined && Properties[name] !== undefined;
  });
}
