/** How a finding leads to the entries that it rests on; the panel says where these are shown. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Sight } from '../lists/evidence.ts';
import type { StoredEvidence } from '../lists/stored-evidence.ts';

/** How a finding leads to what it rests on. */
export interface Leads {
  /** Takes the reader to where an entry can be looked at. */
  readonly show: (sight: Sight) => void;
  readonly stored: StoredEvidence;
}

const LeadsContext = createContext<Leads | null>(null);
export const LeadsProvider = LeadsContext.Provider;

export function useLeads(): Leads {
  const leads = useContext(LeadsContext);
  if (leads === null) throw new Error('A component that leads to entries was rendered outside of the panel.');
  return leads;
}
