/**
 * Reads seniority and function from the words of a job title. The lists below are the project's own, of November 2026:
 * the words that most titles in business use in English, German, French and Spanish, without accents. A trailing or
 * leading `*` stands for any letters, because German writes compounds ("Vertriebsleiterin"). The first line with a
 * matching word wins, so what narrows a word stands above it: "assistant to the CEO" before "CEO".
 */
type WordLines<T extends string> = readonly (readonly [T, string])[];

/** From the top: who decides alone, who leads leaders, who leads people, who leads by skill, who works, who learns. */
export type Seniority = 'executive' | 'director' | 'manager' | 'senior' | 'staff' | 'junior';

export type JobFunction =
  | 'sales'
  | 'marketing'
  | 'technology'
  | 'product'
  | 'finance'
  | 'people'
  | 'legal'
  | 'procurement'
  | 'service'
  | 'operations'
  | 'research'
  | 'health'
  | 'education'
  | 'general management';

const SENIORITIES: WordLines<Seniority> = [
  [
    'junior',
    'assistant to, assistant of, executive assistant, personal assistant, assistant der, assistentin der',
  ],
  [
    'staff',
    'product owner, process owner, account executive, sales executive, marketing executive, chief of staff',
  ],
  ['director', 'vice president*, vp, svp, evp, avp, vizepraesident*, vice presidente, prokurist*'],
  [
    'executive',
    'ceo, cfo, cto, coo, cmo, cio, cro, cpo, ciso, cdo, chro, cso, chief, founder, cofounder, owner, president*, chairman, ' +
      'chairwoman, chair, partner, proprietor, managing director, executive director, general manager, board member, ' +
      'geschaeftsfuehr*, geschaftsfuhr*, vorstand*, inhaber*, gruender*, grunder*, gesellschafter*, pdg, dirigeant*, ' +
      'gerant*, fondateur, fondatrice, proprietaire, directeur general, directrice generale, director general, ' +
      'directora general, gerente general, fundador*, dueno, duena, socio, socia',
  ],
  [
    'director',
    'director*, head, direktor*, directeur*, directrice*, bereichsleit*, hauptabteilungsleit*, leiter, leiterin, leitung',
  ],
  ['junior', 'junior, intern, internship, trainee, apprentice, student*, werkstudent*, praktikant*, azubi*'],
  [
    'junior',
    'auszubildende*, volontaer*, volontar*, stagiaire*, alternant*, apprenti*, becario, becaria, practicante*',
  ],
  ['junior', 'graduate, assistant, assistent*, assistente, asistente, adjoint*, aide, auxiliar, helper'],
  [
    'manager',
    'manager*, lead, leader, supervisor*, teamlead*, *leiter, *leiterin, *leitung, chef, cheffe, responsable*, gerente*, ' +
      'jefe, jefa, encargado, encargada, coordinador jefe, superintendent, foreman, principal of, dean',
  ],
  [
    'senior',
    'senior, sr, principal, expert*, specialist lead, architect*, architekt*, chefarzt*, oberarzt*, consultant senior',
  ],
  [
    'staff',
    'engineer*, developer*, programmer*, analyst*, specialist*, consultant*, representative*, rep, officer, coordinator*, ' +
      'administrator*, admin, agent*, clerk*, designer*, accountant*, buyer*, advisor*, adviser*, associate*, technician*, ' +
      'teacher*, nurse*, doctor, physician*, lawyer*, attorney*, scientist*, researcher*, professor*, recruiter*, ' +
      'secretary, operator*, worker, planner*, controller*, editor*, writer*, strategist*, executive, ingenieur*, ' +
      'entwickler*, berater*, sachbearbeiter*, referent*, mitarbeiter*, kaufmann*, kauffrau*, techniker*, lehrer*, ' +
      'techniker*, developpeu*, conseiller*, charge*, commercial*, technicien*, comptable*, ingeniero*, ingeniera*, ' +
      'desarrollador*, consultor*, analista*, tecnico*, tecnica*, vendedor*, contador*, abogad*, especialista*',
  ],
];

const FUNCTIONS: WordLines<JobFunction> = [
  [
    'marketing',
    'marketing*, brand*, communications, communication, content, seo, sem, pr, public relations, cmo, growth',
  ],
  [
    'marketing',
    'demand generation, social media, advertising, werbung*, kommunikation*, mercadotecnia, publicidad, copywriter',
  ],
  [
    'service',
    'customer success, customer service, customer support, customer care, support, helpdesk, help desk, *kundenservice*',
  ],
  [
    'service',
    'kundendienst*, kundenbetreu*, service client, servicio al cliente, atencion al cliente, call center, service desk',
  ],
  [
    'sales',
    'sales*, account executive, account manager, key account*, business development, bdr, sdr, revenue, cro, presales',
  ],
  [
    'sales',
    'vertrieb*, *vertrieb*, verkauf*, *verkauf*, vente, ventes, commercial*, ventas, vendedor*, comercial*, selling',
  ],
  [
    'people',
    'hr, human resources, people, talent*, recruit*, personal*, personnel, ressources humaines, recursos humanos, chro',
  ],
  [
    'finance',
    'finance*, financial, cfo, account*, controller*, controlling, treasur*, audit*, tax, payroll, bookkeep*, finanz*',
  ],
  [
    'finance',
    'buchhalt*, steuer*, rechnungswesen*, comptab*, financier*, tresorier*, finanzas, financiero*, contab*, contador*',
  ],
  [
    'legal',
    'legal*, lawyer*, attorney*, counsel*, compliance*, paralegal*, juris*, rechtsanw*, recht*, juridique*, avocat*, abogad*',
  ],
  [
    'procurement',
    'procurement*, purchas*, buyer*, sourcing*, einkauf*, *einkauf*, beschaffung*, achats, acheteu*, compras, comprador*',
  ],
  ['product', 'product*, ux, ui, produkt*, produit*, producto*'],
  [
    'technology',
    'it, cto, cio, ciso, software*, developer*, engineer*, engineering, programmer*, technology, technical, data, ' +
      'security, cloud, devops, network*, system*, infrastructure*, web, database*, informati*, edv*, entwickl*, ' +
      'ingenieur*, technik*, developpeu*, ingenier*, desarrollador*, tecnolog*, sistemas, architect*, architekt*, digital*',
  ],
  [
    'health',
    'nurse*, doctor*, physician*, medical*, clinical*, health*, pharma*, arzt*, aerzt*, *arzt, pflege*, medecin*, infirmi*, medic*',
  ],
  [
    'education',
    'teacher*, professor*, lecturer*, education*, school*, dean, tutor*, lehrer*, dozent*, enseign*, profesor*, docente*',
  ],
  [
    'research',
    'research*, scientist*, science, laboratory, lab, r d, forsch*, wissenschaft*, recherche*, chercheu*, investigador*',
  ],
  [
    'operations',
    'operations*, operator*, coo, logistic*, supply chain, production, manufactur*, warehouse*, plant, facility, ' +
      'facilities, quality*, project*, logisti*, produktion*, lager*, betriebs*, qualitaet*, qualitat*, projekt*, ' +
      'operacion*, produccion, almacen*, chef de projet, maintenance',
  ],
  [
    'general management',
    'ceo, chief executive*, founder, cofounder, owner, president*, chairman, managing director, general manager, ' +
      'geschaeftsfuehr*, geschaftsfuhr*, vorstand*, inhaber*, pdg, gerant*, dirigeant*, fondateur, fondatrice, ' +
      'directeur general, directrice generale, director general, directora general, gerente general, fundador*, proprietor',
  ],
];

const READ_SENIORITY = compile(SENIORITIES);
const READ_FUNCTION = compile(FUNCTIONS);

/** The seniority that a job title tells, in any of four languages; null when none of its words is known. */
export function seniorityOf(title: string): Seniority | null {
  return READ_SENIORITY(title);
}

/** The function that a job title tells; null when none of its words is known ("Manager"). */
export function jobFunctionOf(title: string): JobFunction | null {
  return READ_FUNCTION(title);
}

function compile<T extends string>(lines: WordLines<T>): (title: string) => T | null {
  const patterns = lines.map(([meaning, list]) => {
    const alternatives = list.split(',').map(entry => entry.trim().replaceAll('*', '[a-z]*'));
    return { meaning, pattern: new RegExp(` (?:${alternatives.join('|')}) `) };
  });
  return title => {
    const words = ` ${plainWords(title)} `;
    return patterns.find(({ pattern }) => pattern.test(words))?.meaning ?? null;
  };
}

/** Lower-case letters and single blanks, without accents: "Co-Founder & C.E.O." becomes "cofounder ceo". */
function plainWords(title: string): string {
  return title
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/\bco-(?=founder|owner)/g, 'co')
    .replace(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
    .replace(/[^a-z]+/g, ' ')
    .trim();
}
