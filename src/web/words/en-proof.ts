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
