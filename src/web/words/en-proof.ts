/** What the portal says of proofs, of the keys that packs are signed with, and of verifying now. */
export const enProof = {
  'rail.proof': 'Proof',
  'proof.title': 'Proof',
  'proof.all': 'All proofs',
  'proof.of-campaign': 'Of the campaign',
  'campaign.proofs': 'Proofs',
  'campaign.proofs-of': 'Proofs of {name}',
  'proof.kinds': 'What proves it',
  'proof.none': 'No attempt was judged yet: nothing is proved.',
  'proof.of-all': '{count, plural, one {of # attempt} other {of # attempts}}',
  'proof.of-shown': '{count, plural, one {of the newest attempt} other {of the # newest attempts; more below}}',
  'queries.title': 'Queries',
  'queries.text':
    'What changeguard asks in advanced hunting: when it ran last, what it said, and the text to run it oneself; the command shows the same. This page runs nothing.',
  'queries.run': 'Last run',
  'queries.run.of': 'Last run of {id}',
  'queries.run.read': 'last succeeded',
  'queries.run.never': 'it has never succeeded',
  'queries.run.again': 'runs again',
  'queries.run.fails-since': 'With this problem since',
  'queries.run.tries':
    '{count, plural, one {# try failed} other {# tries in a row failed}}; when it was tried last is not kept.',
  'queries.run.no-connection':
    'changeguard does not run it, because no service is connected. Copy it into advanced hunting of the Defender portal and run it yourself.',
  'queries.run.archived': 'changeguard does not run it, because the tenant is archived. What it said before stays.',
  'queries.run.bring-in':
    'To bring its result in, export it there as CSV and import it with the time at which you ran it; it is taken as {kind}.',
  'queries.run.no-way':
    'There is no way to bring its result in: you alone see it. Once a service is connected, it comes by itself.',
  'queries.run.rows': '{count, plural, one {A row of # server is kept.} other {Rows of # servers are kept.}}',
  'queries.run.current':
    '{current, plural, =0 {None of them was} one {# of them was} other {# of them were}} said by the last run, {earlier, number} by an earlier one.',
  'queries.run.no-rows': 'No row is kept.',
  'queries.run.seen': 'Seen',
  'queries.run.pace':
    'It runs every {busy, number} h while something moves, else every {idle, number} h. A row older than {believed, number} h decides nothing.',
  'queries.rows.show': 'Show what {id} said of each server',
  'queries.rows.hide': 'Hide what {id} said',
  'queries.rows.label': 'What {id} said of each server',
  'queries.rows.said': 'What it said',
  'queries.rows.standing': 'Standing',
  'queries.rows.count': '{shown, number} of {count, plural, one {# row} other {# rows}} shown.',
  'queries.kql': 'KQL of {id}',
  'queries.copy': 'Copy the query {id}',
  'queries.proves': 'What it proves:',
  'queries.proves-not': 'What it does not prove',
  'queries.proofs': 'Proofs that are judged by it',
  'queries.gates': 'Gates that are measured by it',
  'queries.without': 'Proofs that no query gives',
  'queries.without.text': 'Where their evidence comes from',
  'proof.moves': 'What was proved by what',
  'proof.none-fit': 'No attempt that is shown fits.',
  'proof.unjudged': 'None yet.',
  'verify.title': 'Verify now',
  'verify.do': 'Collect and judge the proofs',
  'verify.selector': 'Which servers',
  'verify.selector.hint': 'Such as site:Berlin or BER-DC1; empty: all',
  'verify.refresh': 'Read the service first',
  'verify.refresh.yes': 'Yes',
  'verify.refresh.no': 'No, judge what is known',
  'verify.none': 'No move fits: nothing is proved.',
  'verify.found':
    '{complete, plural, one {# move complete} other {# moves complete}}, {incomplete, number} incomplete.',
  'keys.title': 'Keys of evidence packs',
  'keys.text': 'A pack is signed with a key of this server. Whoever gets one compares its fingerprint with these.',
  'keys.none': 'No pack was made yet.',
  'keys.current': 'Packs that are made here are signed with it',
  'keys.new': 'Make another key',
  'keys.new.text':
    'The private half of the old key is destroyed; its packs stay verifiable. Give the new fingerprint to whoever verifies them.',
  'chain.sealed': '{events} more events of {links} old links are in sealed archives.',
  'sealed.in-log':
    '{entries, plural, one {# older event} other {# older events}} up to link {link} ({until}) are in sealed archives, and not in this list.',
  'sealed.in-timeline':
    'Of the whole log {entries, plural, one {# older event} other {# older events}} up to link {link} ({until}) are in sealed archives; what happened to this server until then may be among them, and is not in this list.',
  'sealed.how':
    'The archives lie on the machine of the control plane, each a file of JSON lines packed with gzip. The first command says which one has which links, the second proves them against this log.',
} as const;
