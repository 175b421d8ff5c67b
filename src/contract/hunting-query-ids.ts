/** The hunting queries by their names, which are also those of the lists that keep their rows. Apart, so that a screen does not bring the shapes along. */
export const huntingQueryIds: readonly string[] = ['device-identity', 'identity-activity'];
