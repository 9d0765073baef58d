import help1 from '@salesforce/label/c.AIX_Help_Band';
import help4 from '@salesforce/label/c.AIX_Help_Cell';
import help5 from '@salesforce/label/c.AIX_Help_People';
import help2 from '@salesforce/label/c.AIX_Help_Probability';
import help3 from '@salesforce/label/c.AIX_Help_Reasons';
import howThisWorks from '@salesforce/label/c.AIX_How_This_Works';
import { LightningElement } from 'lwc';

/** How the score comes about, in a few sentences, for whoever wants to know. */
export default class ScoreHelp extends LightningElement {
  labels = { howThisWorks };
  sentences = [help1, help2, help3, help4, help5];
  isOpen = false;

  /** For `aria-expanded`, which is no boolean attribute. */
  get expanded(): 'true' | 'false' {
    return this.isOpen ? 'true' : 'false';
  }

  handleToggle(): void {
    this.isOpen = !this.isOpen;
  }
}
