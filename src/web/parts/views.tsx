import { Link } from 'react-router';

/** Views of one page: each is an address, so they are links, with the one that is shown marked as such. */
export function Views({
  label,
  chosen,
  views,
}: {
  label: string;
  chosen: string;
  views: readonly (readonly [id: string, address: string, title: string])[];
}) {
  return (
    <nav className="views" aria-label={label}>
      {views.map(([id, address, title]) => (
        <Link key={id} to={address} aria-current={id === chosen ? 'page' : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
