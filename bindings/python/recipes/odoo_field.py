"""Odoo: a script for ``odoo-bin shell`` that fills fields of the job positions, a thousand records a write.

In the shell: ``fill(env)``. ``x_famille`` and ``x_motif`` are fields made in the studio, of the type Char.
"""

import metiers


def fill(env, domain=(("x_famille", "=", False),), step=1000):
    jobs = env["hr.job"].search(list(domain))
    for start in range(0, len(jobs), step):
        some = jobs[start : start + step]
        sizes = [job.company_id.x_effectif or None for job in some]
        verdicts = metiers.classify_many([job.name for job in some], company_size=sizes).to_dict()
        for job, family, reason in zip(some, verdicts["famille"], verdicts["motif"]):
            job.write({"x_famille": family or False, "x_motif": reason})
        env.cr.commit()
