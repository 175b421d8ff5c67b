/** What the portal says of the views of the list of servers, and of its columns. */
export const enServers = {
  'view.label': 'Views',
  'view.all': 'All',
  'view.mine': 'Mine',
  'view.needs-you': 'Needs you',
  'view.ready': 'Ready',
  'view.not-ready': 'Not ready',
  'view.moving': 'In motion',
  'view.observing': 'Observing',
  'view.failed': 'Failed or went back',
  'view.done': 'Up to date',
  'view.stays': 'Stay on v2.x',
  'columns.label': 'Columns that are shown',
  'columns.shown': 'Columns ({shown} of {all})',
  'columns.all': 'Show all columns',
  'chip.whose': 'Concerns',
} as const;
