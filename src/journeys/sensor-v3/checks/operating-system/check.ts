import { fail, missing, pass, unknown } from '../../../../domain/check.ts';
import { numberFact } from '../../../../domain/fact-reading.ts';
import { clientSign, serverSign, sharingBuild } from '../../windows-kind.ts';
import type { SensorCheck } from '../shape.ts';

export const operatingSystem: SensorCheck = {
  id: 'operating-system',
  title: 'Operating system',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: 'Device operating system, in the head of the result.',
    byHand: 'Run winver and read the build.',
  },
  remedy: 'Replace the server by one with Windows Server 2019 or later, or upgrade it.',
  howToGet: 'Run the device identity hunting query, or collect host facts on the server.',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: [],
  reads: ['os.build', 'os.productName', 'os.installationType', 'roles', 'mdi.sensorType'],
  rules: ['leastOsBuild', 'updateBaselines'],
  decide({ facts, rules, now }) {
    const client = clientSign(facts);
    if (client !== undefined)
      return fail('os-unsupported', `${client.value} is no Windows Server.`, [client], {
        disposition: 'unsupported',
        remedy: 'Only servers get a sensor v3.x: see that the evidence is of this server, or leave the device out.',
      });
    const build = numberFact(facts, 'os.build');
    if (build === undefined) return missing('os-unknown', 'os.build', { facts, now });
    if (build.value < rules.leastOsBuild.value) {
      return fail(
        'os-unsupported',
        `Build ${build.value} is older than Windows Server 2019 (${rules.leastOsBuild.value}).`,
        [build],
        {
          disposition: 'unsupported',
        },
      );
    }
    const branch = rules.updateBaselines.value[String(build.value)];
    if (branch === undefined) {
      return unknown(
        'os-branch-unknown',
        `Build ${build.value} is no Windows Server release that this rulebook knows.`,
        [build],
        {
          remedy:
            'Look the build up; when it is supported, add its required revision as an override of updateBaselines.',
          howToGet: 'Look the build up in the Windows Server release table.',
        },
      );
    }
    const sharing = sharingBuild(build.value);
    const server = sharing === undefined ? undefined : serverSign(facts);
    if (sharing !== undefined && server === undefined) {
      const summary = `Build ${build.value} is that of ${branch.product} and of ${sharing}, and nothing says which of them this is.`;
      return unknown('os-unknown', summary, [build]);
    }
    return pass(`${branch.product} (build ${build.value}).`, server === undefined ? [build] : [build, server]);
  },
};
