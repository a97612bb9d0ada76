// What the pages do beyond HTML. Every page works without it.
import "htmx.org";
import { clocks } from "./clocks";
import { drafts } from "./drafts";
import { files } from "./files";
import { frame } from "./frame";
import { keys } from "./keys";
import { lists } from "./lists";
import { live } from "./live";
import { pick } from "./pick";

frame();
pick();
clocks();
drafts();
files();
keys();
lists();
live();
