import { pick } from './seeded-draw.ts';

const TITLES_BY_JOB: Readonly<Record<string, readonly string[]>> = {
  'admin.': ['Office Administrator', 'Payroll Clerk', 'Executive Assistant', 'Records Coordinator'],
  'blue-collar': ['Machine Operator', 'Electrician', 'Warehouse Worker', 'Welder'],
  entrepreneur: ['Founder', 'Managing Partner', 'Owner'],
  housemaid: ['Housekeeper', 'Housekeeping Supervisor'],
  management: ['Branch Manager', 'Head of Operations', 'Sales Director', 'Finance Manager'],
  retired: ['Retired'],
  'self-employed': ['Freelance Designer', 'Independent Consultant', 'Translator', 'Photographer'],
  services: ['Restaurant Manager', 'Hairdresser', 'Shop Assistant', 'Hotel Receptionist'],
  student: ['Student'],
  technician: ['Laboratory Technician', 'Network Technician', 'Quality Technician', 'Draughtsperson'],
};

/** A made-up title that fits the bank's kind of work, by a number in [0, 1); `null` where that names no work. */
export function jobTitle(job: string | undefined, drawn: number): string | null {
  const titles = TITLES_BY_JOB[job ?? ''];
  return titles === undefined ? null : pick(titles, drawn);
}
