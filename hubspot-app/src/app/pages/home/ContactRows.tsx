import {
  type CrmSearchResultItem,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@hubspot/ui-extensions';
import { useReader } from '../generated/use-reader.ts';
import { ContactLink } from './ContactLink.tsx';
import { contactRow } from './contact-row.ts';

/** A line for each contact: whom it is about, its score, where it goes, and how old that is. */
export function ContactRows({ contacts }: { contacts: readonly CrmSearchResultItem[] }) {
  const reader = useReader();
  const { texts } = reader;
  return (
    <Table bordered density="condensed">
      <TableHead>
        <TableRow>
          {[texts.contact, texts.score, texts.trend, texts.updated].map(label => (
            <TableHeader key={label}>{label}</TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {contacts
          .map(contact => contactRow(contact, reader, new Date()))
          .map(({ objectId, name, score, trend, updated }) => (
            <TableRow key={objectId}>
              <TableCell>
                <ContactLink objectId={objectId}>{name}</ContactLink>
              </TableCell>
              <TableCell>{score}</TableCell>
              <TableCell>{trend}</TableCell>
              <TableCell>{updated}</TableCell>
            </TableRow>
          ))}
      </TableBody>
    </Table>
  );
}
