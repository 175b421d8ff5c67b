/** A site that a server can never have by name: of those whose site nobody knows. */
export const noSite = '(none)';
