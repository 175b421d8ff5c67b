/** What the portal says of what is watched of one server. */
export const enWatches = {
  'watches.title': 'Watches',
  'watches.none': 'No v3.x of an attempt was seen here: only the lists of the service are watched.',
  'watches.runs': 'v3.x runs since',
  'watches.between': 'seen between',
  'watches.and': 'and',
  'watches.protects': 'It protects since',
  'watches.unprotected': 'It was not seen protecting yet.',
  'watches.over':
    'The observation is over: nothing takes the server back any more. Proofs are judged until they are complete.',
  'watches.until': 'The observation goes until',
  'watches.watch': 'Watch',
  'watches.says': 'Said last',
  'watches.since': 'Since',
  'watches.seen': 'Seen last',
  'watches.list': 'List of sensors',
  'watches.issues': 'Health issues',
  'watches.open': '{count, plural, =0 {none open} one {# open} other {# open}}',
  'watches.unread': 'They cannot be read now:',
  'watches.never': 'never',
  'watches.before': 'before the switch',
  'watches.judged': 'judged',
  'watches.only-old': 'only v2.x raises it',
  'watches.only-new': 'only v3.x raises it',
  'watches.uncompared': 'What was open before the switch is not known: nothing can be compared.',
  'watches.ended':
    '{count, plural, one {Ended watch: # kind that only v2.x raised} other {Ended watches: # kinds that only v2.x raised}}',
  'watches.ending':
    '{count, plural, one {Ends with v2.x: # kind that v3.x does not raise} other {End with v2.x: # kinds that v3.x does not raise}}',
  'watches.ended.why': 'Fewer of these issues is no improvement: nobody watches for them on this server any more.',
  'watches.begun': 'Watched only since v3.x: {kinds}',
  'watches.back': 'What would take it back to v2.x',
  'watches.back.none': 'Nothing: it is not under observation.',
  'watches.back.asked': 'It is asked for already, since',
  'watches.back.person': 'Somebody asks for it: Roll back, or Abort of the campaign. Promised until',
  'watches.back.plan':
    '{count, plural, =0 {A required proof does not hold any more and nobody decides: the plan asks for it from} one {# required proof does not hold and nobody decides: the plan asks for it from} other {# required proofs do not hold and nobody decides: the plan asks for it from}}',
  'watches.back.elsewhere':
    'Two readings show v2.x again: the service took it back, or somebody did in the portal. At any time.',
} as const;
