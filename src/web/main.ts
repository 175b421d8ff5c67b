import { pages } from '../contract/pages.ts';
import { askAhead } from './api/ahead.ts';
import { remembered } from './frame/remembered.ts';
import { extrasQuery } from './screens/servers/extras.ts';
import { languageTags, loadLanguage } from './words/languages.ts';
import { readLocale } from './words/locale.ts';
import './styles/all.css';

/*
 * Small, so that it runs at once: it asks the server for what the first screen shows, and lets the browser fetch the program, the words and the
 * screen side by side.
 */

const tenant = remembered('tenant');
// The whole list, in whichever columns and order.
const asked = new URLSearchParams(location.search);
const isServers =
  location.pathname === pages.servers && [...asked.keys()].every((key) => key === 'columns' || key === 'sort');
const sort = asked.get('sort');
const order = sort === null ? {} : { sort };
const list = new URLSearchParams({ ...order, top: '100', ...extrasQuery((asked.get('columns') ?? '').split(',')) });
if (location.pathname !== pages.signIn) {
  // In the order in which they are needed, and what takes longest before what is only shown beside it: the server works on one after the other.
  if (isServers) askAhead([`/servers?${list}`], tenant);
  askAhead(['/me', '/tenants'], undefined);
  askAhead(isServers ? ['/servers/counts'] : ['/status'], tenant);
}
// The largest list and the first thing that most links lead to. React says what fails.
if (location.pathname === pages.servers) void import('./screens/servers/servers.tsx').catch(() => undefined);
const tag = languageTags.find((one) => one === remembered('language')) ?? languageTags[0];
void Promise.all([import('./start.tsx'), loadLanguage(tag)]).then(([{ start }, language]) => start(language));
readLocale(tag);
