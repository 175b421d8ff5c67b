import type { enSignIn } from './en-sign-in.ts';

/** Was das Portal sagt, bevor jemand angemeldet ist. */
export const deSignIn: Readonly<Record<keyof typeof enSignIn, string>> = {
  'sign-in.title': 'Bei changeguard anmelden',
  'sign-in.text':
    'Der Server hat beim Start einen einmaligen Link ausgegeben. Er führt auf diese Seite und gilt 15 Minuten.',
  'sign-in.link': 'Anmeldelink',
  'sign-in.hint': 'Der ganze Link, oder was hinter seinem # steht',
  'sign-in.do': 'Anmelden',
  'sign-in.new': 'Kein Link, oder schon benutzt? Das gibt auf dem Server einen neuen aus:',
  'sign-in.name': 'Name',
  'sign-in.password': 'Passwort',
  'sign-in.entra': 'Mit Microsoft Entra ID anmelden',
  'sign-in.entra.left': 'Sie haben die Anmeldung mit Microsoft Entra ID vor ihrem Ende verlassen.',
  'sign-in.by-link': 'Stattdessen einen einmaligen Link nehmen',
  'sign-in.other': 'Anders anmelden',
  'sign-in.choose.text': 'Wählen Sie das Passwort Ihres Kontos. Dieser Link gilt einmal.',
  'sign-in.choose': 'Neues Passwort',
  'sign-in.choose.hint': 'Mindestens 12 Zeichen; ein paar Wörter hintereinander merken sich leicht.',
  'sign-in.again': 'Noch einmal dasselbe',
  'sign-in.differs': 'Die beiden sind nicht gleich.',
  'sign-in.choose.do': 'Passwort setzen',
  'sign-in.chosen': 'Ihr Passwort ist gesetzt. Melden Sie sich damit an.',
  'sign-in.ended': 'Ihre Sitzung ist zu Ende. Melden Sie sich an, und Sie sind wieder auf dieser Seite.',
  'sign-in.left': 'Sie sind abgemeldet.',
};
