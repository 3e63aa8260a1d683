"""The wordings a city begins with: own words, after what the guide and handbook B4 say belongs into each letter.

A block is ``(name, text)``; a name that ends with ``?`` marks a block that may be
left out. Blocks of one kind have the same names in all languages, so that two
languages can stand side by side. ``{placeholders}`` are those of ``filling.KNOWN``;
``[[words]]`` are blanks that somebody fills in. Nobody who speaks the language as
their own has checked the texts yet; the pages say so.
"""

from collections.abc import Iterator
from typing import Any

Blocks = list[tuple[str, str]]

EN: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "A letter of introduction from the {our_city}",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "On behalf of the people of the {our_city} I send you warm greetings. {our_place} is home to about {our_population} people. [[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "We would like to get to know {their_city} better. What drew our attention to your community: {why_chosen}",
            ),
            (
                "What we could do together",
                "Among the things that our communities could share, we think of these: {programmes}. They are first ideas; yours are just as welcome.",
            ),
            (
                "What we ask",
                "If a closer acquaintance is of interest to you, we would be grateful for an answer, and for the name of a person in your office to whom we may write. An answer binds neither side to anything.",
            ),
            (
                "Whom to turn to",
                "In our Mayor’s office you may turn to {contact_office}. Among our citizens {contact_volunteer} will gladly answer as a volunteer.",
            ),
            ("Enclosures?", "We enclose {enclosures}."),
            (
                "Courtesy",
                "Please accept our sincere good wishes, and share them with the people of {their_city}.",
            ),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "invitation": (
        "Invitation to the {our_city}",
        [
            ("Salutation", "{salutation}"),
            (
                "Invitation",
                "It is a pleasure to invite you, with a delegation of your choice, to {our_place}.",
            ),
            (
                "When",
                "We propose the days from [[first day]] to [[last day]]. If another time suits you better, please name it to us.",
            ),
            (
                "What for",
                "We would like to use the visit to get to know each other and to speak about {purpose}.",
            ),
            (
                "Programme?",
                "There would be time to see our community as its people live in it. For the programme we think of these: {programmes}.",
            ),
            ("Costs", "So that you can plan: [[who pays for travel, lodging and meals]]."),
            (
                "What we should know",
                "Please let us know by [[day]] how many people will come, in which language they would like to be welcomed, and what we should keep in mind about meals, health or faith.",
            ),
            (
                "Whom to turn to",
                "In our Mayor’s office you may turn to {contact_office}. Among our citizens {contact_volunteer} will gladly answer as a volunteer.",
            ),
            ("Courtesy", "We would be honoured to welcome you, and send our good wishes to {their_city}."),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "acceptance": (
        "We accept with pleasure",
        [
            ("Salutation", "{salutation}"),
            (
                "Acceptance",
                "On behalf of the citizens of the {our_city} I accept with pleasure what you proposed to us on [[date of their letter]]: [[what they proposed]].",
            ),
            (
                "Hopes",
                "We hope that it will bring our people together, and that it will grow from year to year. To begin with, we think of these: {programmes}.",
            ),
            (
                "Our body",
                "On our side the work is carried by {committee}, whose members give their time as volunteers and whom my office supports.",
            ),
            (
                "A like body",
                "Such work thrives where somebody answers on the other side. May we ask you to name a body of the same kind in {their_city}, and to tell us how our committee may reach it?",
            ),
            (
                "What it binds?",
                "An agreement between our two cities would be a matter for both councils. This letter does not anticipate their decision.",
            ),
            (
                "Whom to turn to",
                "In our Mayor’s office you may turn to {contact_office}. Among our citizens {contact_volunteer} will gladly answer as a volunteer.",
            ),
            (
                "Courtesy",
                "With our thanks for your trust we send our good wishes to you and to the people of {their_city}.",
            ),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "intent": (
        "Letter of intent between the {our_city} and {their_city}",
        [
            ("Salutation", "{salutation}"),
            (
                "Authority?",
                "By resolution {resolution} of {resolved_on} the Council of the {our_city} has authorized this letter.",
            ),
            (
                "Intention",
                "The {our_city} intends to enter into {relationship} with {their_city}.",
            ),
            ("Fields", "We have in mind to work together on {purpose}."),
            (
                "Next steps",
                "By [[day]] we propose to draw up an agreement together, and with it a plan of what is to be done in the first years and who will see to it on each side.",
            ),
            (
                "What it binds",
                "This letter states an intention. It creates no legal obligation and no claim to money on either side, and each side bears its own costs.",
            ),
            (
                "Whom to turn to",
                "In our Mayor’s office you may turn to {contact_office}. Among our citizens {contact_volunteer} will gladly answer as a volunteer.",
            ),
            ("Courtesy", "We look forward to the road ahead, and send our good wishes to {their_city}."),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "thanks": (
        "With our thanks",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Please accept our warm thanks for [[what we thank for: the visit, the letter, the gift]].",
            ),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            (
                "Going on?",
                "We look forward to all that may still come about between {our_short} and {their_city}.",
            ),
            ("Courtesy", "Our good wishes go to you and to everybody who had a part in it."),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "condolence": (
        "Our sympathy",
        [
            ("Salutation", "{salutation}"),
            ("Sympathy", "With great sadness we have learned of [[what happened]]."),
            (
                "Thoughts",
                "Our thoughts are with those who mourn, and with everybody in {their_city} who now gives help and comfort.",
            ),
            (
                "Help?",
                "If there is anything that the {our_city} can do, please let us know. You may turn to {contact_office} at any time.",
            ),
            ("Closing", "In deep sympathy,"),
        ],
    ),
    "refusal": (
        "Your letter of [[date of their letter]]",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Thank you for your letter of [[date of their letter]], and for the trust that speaks from it.",
            ),
            (
                "Decision",
                "We have considered it with care, and must tell you with regret that the {our_city} cannot [[what we cannot do: enter into the relationship, accept the invitation]].",
            ),
            ("Reason?", "The reason is this: [[the reason, in a sentence]]."),
            (
                "What remains?",
                "This takes nothing from our regard for {their_city}. Schools, clubs and businesses need no agreement between cities to meet, and where we can help people to find each other we will do so gladly.",
            ),
            ("Courtesy", "We wish you and the people of {their_city} all the best."),
            ("Closing", "Yours sincerely,"),
        ],
    ),
    "reminder": (
        "Our letter of {our_letter_on}",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "On {our_letter_on}, {days} days ago, we wrote to you about a closer acquaintance between {our_short} and {their_city}. Perhaps our letter did not reach you, or the time was not right.",
            ),
            (
                "What we ask",
                "We would be glad to hear from you, if only to learn to whom we should best write. If there is anything that you would like to know from us first, please tell us.",
            ),
            ("Whom to turn to", "In our Mayor’s office you may turn to {contact_office}."),
            ("Courtesy", "We know how many things a city has to see to, and wish you all the best."),
            ("Closing", "Yours sincerely,"),
        ],
    ),
}

ES: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "Carta de presentación de {our_short}",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "En nombre de los habitantes de {our_short} le envío un cordial saludo. En {our_place} viven unas {our_population} personas. [[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "Nos gustaría conocer mejor a {their_city}. Lo que nos llamó la atención de su comunidad: {why_chosen}",
            ),
            (
                "What we could do together",
                "Entre lo que nuestras comunidades podrían compartir pensamos en lo siguiente: {programmes}. Son primeras ideas; las de ustedes serán igualmente bienvenidas.",
            ),
            (
                "What we ask",
                "Si le interesa que nos conozcamos más de cerca, le agradeceríamos una respuesta y el nombre de una persona de su oficina a quien podamos escribir. Una respuesta no obliga a nada a ninguna de las partes.",
            ),
            (
                "Whom to turn to",
                "En la oficina de nuestra alcaldía puede dirigirse a {contact_office}. Entre nuestros ciudadanos, {contact_volunteer} responderá con gusto en calidad de voluntario.",
            ),
            ("Enclosures?", "Adjuntamos {enclosures}."),
            (
                "Courtesy",
                "Le ruego aceptar nuestros mejores deseos y hacerlos llegar a los habitantes de {their_city}.",
            ),
            ("Closing", "Atentamente,"),
        ],
    ),
    "invitation": (
        "Invitación a {our_short}",
        [
            ("Salutation", "{salutation}"),
            (
                "Invitation",
                "Es un placer invitarle, junto con la delegación que usted elija, a {our_place}.",
            ),
            (
                "When",
                "Proponemos los días del [[first day]] al [[last day]]. Si otra fecha le conviene más, le rogamos que nos la indique.",
            ),
            (
                "What for",
                "Quisiéramos aprovechar la visita para conocernos y para hablar sobre {purpose}.",
            ),
            (
                "Programme?",
                "Habría tiempo para ver nuestra comunidad tal como la viven sus habitantes. Para el programa pensamos en lo siguiente: {programmes}.",
            ),
            ("Costs", "Para que pueda planear: [[who pays for travel, lodging and meals]]."),
            (
                "What we should know",
                "Le rogamos que nos comunique antes del [[day]] cuántas personas vendrán, en qué idioma prefieren ser recibidas y qué debemos tener en cuenta en cuanto a comidas, salud o religión.",
            ),
            (
                "Whom to turn to",
                "En la oficina de nuestra alcaldía puede dirigirse a {contact_office}. Entre nuestros ciudadanos, {contact_volunteer} responderá con gusto en calidad de voluntario.",
            ),
            ("Courtesy", "Sería un honor recibirle. Enviamos nuestros mejores deseos a {their_city}."),
            ("Closing", "Atentamente,"),
        ],
    ),
    "acceptance": (
        "Aceptamos con mucho gusto",
        [
            ("Salutation", "{salutation}"),
            (
                "Acceptance",
                "En nombre de los ciudadanos de {our_short} acepto con mucho gusto lo que ustedes nos propusieron el [[date of their letter]]: [[what they proposed]].",
            ),
            (
                "Hopes",
                "Esperamos que acerque a nuestra gente y que crezca año tras año. Para empezar, pensamos en lo siguiente: {programmes}.",
            ),
            (
                "Our body",
                "De nuestra parte, la labor está a cargo de {committee}, cuyos integrantes dedican su tiempo como voluntarios y cuentan con el apoyo de mi oficina.",
            ),
            (
                "A like body",
                "Una labor así prospera cuando hay quien responda del otro lado. ¿Podemos pedirle que designe un órgano semejante en {their_city} y que nos indique cómo puede comunicarse con él nuestro comité?",
            ),
            (
                "What it binds?",
                "Un convenio entre nuestras dos ciudades sería asunto de ambos cabildos. Esta carta no anticipa su decisión.",
            ),
            (
                "Whom to turn to",
                "En la oficina de nuestra alcaldía puede dirigirse a {contact_office}. Entre nuestros ciudadanos, {contact_volunteer} responderá con gusto en calidad de voluntario.",
            ),
            (
                "Courtesy",
                "Agradecemos su confianza y enviamos nuestros mejores deseos a usted y a los habitantes de {their_city}.",
            ),
            ("Closing", "Atentamente,"),
        ],
    ),
    "intent": (
        "Carta de intención entre {our_short} y {their_city}",
        [
            ("Salutation", "{salutation}"),
            (
                "Authority?",
                "Por la resolución {resolution} del {resolved_on}, el Concejo de {our_short} ha autorizado la presente carta.",
            ),
            (
                "Intention",
                "{our_short} tiene la intención de establecer {relationship} con {their_city}.",
            ),
            ("Fields", "Pensamos trabajar juntos en lo siguiente: {purpose}."),
            (
                "Next steps",
                "Proponemos redactar juntos, antes del [[day]], un convenio y con él un plan de lo que se hará en los primeros años y de quién se ocupará de ello en cada parte.",
            ),
            (
                "What it binds",
                "La presente carta expresa una intención. No crea obligación jurídica alguna ni derecho a dinero para ninguna de las partes, y cada una asume sus propios gastos.",
            ),
            (
                "Whom to turn to",
                "En la oficina de nuestra alcaldía puede dirigirse a {contact_office}. Entre nuestros ciudadanos, {contact_volunteer} responderá con gusto en calidad de voluntario.",
            ),
            (
                "Courtesy",
                "Miramos con ilusión el camino que tenemos por delante y enviamos nuestros mejores deseos a {their_city}.",
            ),
            ("Closing", "Atentamente,"),
        ],
    ),
    "thanks": (
        "Con nuestro agradecimiento",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Le rogamos aceptar nuestro sincero agradecimiento por [[what we thank for: the visit, the letter, the gift]].",
            ),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            (
                "Going on?",
                "Esperamos con gusto todo lo que aún pueda surgir entre {our_short} y {their_city}.",
            ),
            (
                "Courtesy",
                "Enviamos nuestros mejores deseos a usted y a todas las personas que tomaron parte en ello.",
            ),
            ("Closing", "Atentamente,"),
        ],
    ),
    "condolence": (
        "Nuestras condolencias",
        [
            ("Salutation", "{salutation}"),
            ("Sympathy", "Con profunda tristeza hemos tenido noticia de [[what happened]]."),
            (
                "Thoughts",
                "Nuestros pensamientos están con quienes lloran una pérdida y con todas las personas de {their_city} que ahora dan ayuda y consuelo.",
            ),
            (
                "Help?",
                "Si hay algo que {our_short} pueda hacer, le rogamos que nos lo haga saber. En todo momento puede dirigirse a {contact_office}.",
            ),
            ("Closing", "Con nuestro más sentido pésame,"),
        ],
    ),
    "refusal": (
        "Su carta del [[date of their letter]]",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Le agradecemos su carta del [[date of their letter]] y la confianza que en ella se expresa.",
            ),
            (
                "Decision",
                "La hemos considerado con detenimiento y lamentamos comunicarle que {our_short} no puede [[what we cannot do: enter into the relationship, accept the invitation]].",
            ),
            ("Reason?", "El motivo es el siguiente: [[the reason, in a sentence]]."),
            (
                "What remains?",
                "Esto en nada disminuye nuestro aprecio por {their_city}. Las escuelas, las asociaciones y las empresas no necesitan un convenio entre ciudades para encontrarse, y donde podamos ayudar a que las personas se conozcan lo haremos con gusto.",
            ),
            ("Courtesy", "Deseamos todo lo mejor a usted y a los habitantes de {their_city}."),
            ("Closing", "Atentamente,"),
        ],
    ),
    "reminder": (
        "Nuestra carta del {our_letter_on}",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "El {our_letter_on}, hace {days} días, le escribimos acerca de un mayor acercamiento entre {our_short} y {their_city}. Tal vez nuestra carta no le llegó, o el momento no era oportuno.",
            ),
            (
                "What we ask",
                "Nos alegraría tener noticias suyas, aunque solo fuera para saber a quién conviene que escribamos. Si antes desea saber algo de nosotros, le rogamos que nos lo diga.",
            ),
            ("Whom to turn to", "En la oficina de nuestra alcaldía puede dirigirse a {contact_office}."),
            (
                "Courtesy",
                "Sabemos cuántos asuntos debe atender una ciudad y le deseamos todo lo mejor.",
            ),
            ("Closing", "Atentamente,"),
        ],
    ),
}

FR: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "Lettre de présentation de {our_short}",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "Au nom de la population de {our_short}, je vous adresse mes cordiales salutations. {our_place} compte environ {our_population} habitants. [[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "Nous souhaiterions mieux connaître {their_city}. Ce qui a retenu notre attention dans votre collectivité : {why_chosen}",
            ),
            (
                "What we could do together",
                "Parmi ce que nos collectivités pourraient partager, nous pensons à ceci : {programmes}. Ce sont de premières idées ; les vôtres seront tout aussi bienvenues.",
            ),
            (
                "What we ask",
                "Si l’idée de mieux nous connaître vous intéresse, nous vous serions reconnaissants de nous répondre et de nous indiquer le nom d’une personne de vos services à qui nous pourrions écrire. Une réponse n’engage à rien ni l’un ni l’autre.",
            ),
            (
                "Whom to turn to",
                "Au cabinet de notre mairie, vous pouvez vous adresser à {contact_office}. Parmi nos citoyens, {contact_volunteer} vous répondra volontiers à titre bénévole.",
            ),
            ("Enclosures?", "Vous trouverez ci-joint : {enclosures}."),
            (
                "Courtesy",
                "Nous vous prions d’agréer nos vœux les meilleurs et de les transmettre à la population de {their_city}.",
            ),
            ("Closing", "Veuillez recevoir l’expression de notre haute considération."),
        ],
    ),
    "thanks": (
        "Avec nos remerciements",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Nous vous remercions chaleureusement de [[what we thank for: the visit, the letter, the gift]].",
            ),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            (
                "Going on?",
                "Nous nous réjouissons de tout ce qui pourra encore naître entre {our_short} et {their_city}.",
            ),
            (
                "Courtesy",
                "Nos vœux les meilleurs vont à vous-même et à toutes les personnes qui y ont pris part.",
            ),
            ("Closing", "Veuillez recevoir l’expression de notre haute considération."),
        ],
    ),
    "reminder": (
        "Notre lettre du {our_letter_on}",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "Le {our_letter_on}, il y a {days} jours, nous vous avons écrit au sujet d’un rapprochement entre {our_short} et {their_city}. Peut-être notre lettre ne vous est-elle pas parvenue, ou le moment n’était-il pas bien choisi.",
            ),
            (
                "What we ask",
                "Nous serions heureux de vous lire, ne serait-ce que pour savoir à qui il convient d’écrire. Si vous souhaitez d’abord savoir quelque chose de nous, n’hésitez pas à nous le dire.",
            ),
            (
                "Whom to turn to",
                "Au cabinet de notre mairie, vous pouvez vous adresser à {contact_office}.",
            ),
            (
                "Courtesy",
                "Nous savons combien de choses occupent une ville, et nous vous adressons nos vœux les meilleurs.",
            ),
            ("Closing", "Veuillez recevoir l’expression de notre haute considération."),
        ],
    ),
}

ZH: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "{our_short}自我介绍函",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "谨代表{our_short}全体市民，向您致以诚挚的问候。{our_place}约有居民{our_population}人。[[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "我们希望更多地了解{their_city}。贵市引起我们关注的原因是：{why_chosen}",
            ),
            (
                "What we could do together",
                "在两地可以共同开展的活动中，我们想到的有：{programmes}。这只是初步的想法，也欢迎贵方提出建议。",
            ),
            (
                "What we ask",
                "如果贵市有意与我们进一步相互了解，敬请赐复，并告知贵市政府中可与我们联系的人员。复函对双方均不构成任何约束。",
            ),
            (
                "Whom to turn to",
                "我市市长办公室的联系人是{contact_office}。市民方面，志愿者{contact_volunteer}也乐意回复您的来信。",
            ),
            ("Enclosures?", "随函附上：{enclosures}。"),
            ("Courtesy", "请接受我们的美好祝愿，并向{their_city}市民转达我们的问候。"),
            ("Closing", "此致\n敬礼"),
        ],
    ),
    "thanks": (
        "致谢函",
        [
            ("Salutation", "{salutation}"),
            ("Thanks", "承蒙[[what we thank for: the visit, the letter, the gift]]，谨致衷心谢意。"),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            ("Going on?", "我们期待{our_short}与{their_city}今后有更多往来。"),
            ("Courtesy", "谨向您和所有为此付出心力的人士致以美好祝愿。"),
            ("Closing", "此致\n敬礼"),
        ],
    ),
    "reminder": (
        "关于我方{our_letter_on}的信函",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "{days}天前，即{our_letter_on}，我们曾致函贵市，希望增进{our_short}与{their_city}之间的了解。此信或许未能送达，或许时机不便。",
            ),
            (
                "What we ask",
                "如蒙赐复，我们将十分高兴；哪怕只是告知今后宜与何人联系也好。如果您想先了解我们的某些情况，请告诉我们。",
            ),
            ("Whom to turn to", "我市市长办公室的联系人是{contact_office}。"),
            ("Courtesy", "我们深知市政事务繁忙，谨祝一切顺利。"),
            ("Closing", "此致\n敬礼"),
        ],
    ),
}

UK: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "Лист-знайомство від {our_short}",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "Від імені мешканців {our_short} щиро вітаю Вас. У громаді {our_place} живе близько {our_population} людей. [[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "Ми хотіли б краще пізнати громаду {their_city}. Ось що привернуло нашу увагу до Вашої громади: {why_chosen}",
            ),
            (
                "What we could do together",
                "Серед того, що могло б об’єднати наші громади, ми думаємо про таке: {programmes}. Це лише перші задуми; так само радо приймемо й Ваші.",
            ),
            (
                "What we ask",
                "Якщо ближче знайомство Вам цікаве, ми були б вдячні за відповідь та за ім’я особи у Вашому виконавчому органі, якій ми могли б писати. Відповідь ні до чого не зобов’язує жодну зі сторін.",
            ),
            (
                "Whom to turn to",
                "В офісі нашого мера Ви можете звертатися за такою адресою: {contact_office}. Від наших громадян Вам радо відповість на волонтерських засадах {contact_volunteer}.",
            ),
            ("Enclosures?", "До листа додаємо: {enclosures}."),
            (
                "Courtesy",
                "Прийміть, будь ласка, наші щирі побажання та передайте їх мешканцям громади {their_city}.",
            ),
            ("Closing", "З повагою"),
        ],
    ),
    "thanks": (
        "Із подякою",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "Прийміть, будь ласка, нашу щиру подяку за [[what we thank for: the visit, the letter, the gift]].",
            ),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            (
                "Going on?",
                "Ми з радістю чекаємо на все, що ще може постати між громадами {our_short} і {their_city}.",
            ),
            ("Courtesy", "Вітаємо Вас і всіх, хто долучився до цього, та бажаємо всього найкращого."),
            ("Closing", "З повагою"),
        ],
    ),
    "reminder": (
        "Наш лист від {our_letter_on}",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "Ми писали Вам {our_letter_on} про ближче знайомство громад {our_short} і {their_city}. Відтоді минуло днів: {days}. Можливо, лист до Вас не дійшов або час був невдалий.",
            ),
            (
                "What we ask",
                "Ми були б раді отримати від Вас звістку, хоча б для того, щоб знати, кому нам найкраще писати. Якщо Ви хотіли б спершу щось дізнатися про нас, будь ласка, скажіть нам.",
            ),
            (
                "Whom to turn to",
                "В офісі нашого мера Ви можете звертатися за такою адресою: {contact_office}.",
            ),
            (
                "Courtesy",
                "Знаємо, скількома справами має опікуватися місто, і бажаємо Вам усього найкращого.",
            ),
            ("Closing", "З повагою"),
        ],
    ),
}

AR: dict[str, tuple[str, Blocks]] = {
    "introduction": (
        "رسالة تعريف من {our_short}",
        [
            ("Salutation", "{salutation}"),
            (
                "Who we are",
                "باسم سكان {our_short} أبعث إليكم بأطيب التحيات. يعيش في {our_place} نحو {our_population} نسمة. [[What sets our community apart, in one or two sentences: landscape, work, schools, people]]",
            ),
            (
                "Why this community",
                "نود أن نتعرف إلى مدينة {their_city} معرفة أوثق. وما لفت انتباهنا إلى مدينتكم: {why_chosen}",
            ),
            (
                "What we could do together",
                "ومما يمكن أن تتشارك فيه مدينتانا نفكر في ما يلي: {programmes}. وهذه أفكار أولى، ونرحب بأفكاركم بالقدر نفسه.",
            ),
            (
                "What we ask",
                "فإن كان التعارف الأوثق يهمكم، نكون شاكرين لكم لو تفضلتم بالرد وبتسمية شخص في مكتبكم يمكننا أن نكاتبه. والرد لا يلزم أيا من الطرفين بشيء.",
            ),
            (
                "Whom to turn to",
                "في مكتب رئاسة بلديتنا يمكنكم التواصل مع: {contact_office}. ومن بين مواطنينا يسر {contact_volunteer} الرد عليكم بصفة تطوعية.",
            ),
            ("Enclosures?", "ونرفق بهذه الرسالة: {enclosures}."),
            (
                "Courtesy",
                "نرجو أن تتقبلوا خالص تمنياتنا الطيبة وأن تنقلوها إلى سكان مدينة {their_city}.",
            ),
            ("Closing", "وتفضلوا بقبول فائق الاحترام،"),
        ],
    ),
    "thanks": (
        "مع خالص الشكر",
        [
            ("Salutation", "{salutation}"),
            (
                "Thanks",
                "نرجو أن تتقبلوا خالص شكرنا على [[what we thank for: the visit, the letter, the gift]].",
            ),
            ("What it meant?", "[[What it meant to us, in a sentence or two]]"),
            ("Going on?", "ونتطلع بسرور إلى كل ما قد ينشأ بعد بين {our_short} ومدينة {their_city}."),
            ("Courtesy", "مع أطيب تمنياتنا لكم ولكل من كان له نصيب في ذلك."),
            ("Closing", "وتفضلوا بقبول فائق الاحترام،"),
        ],
    ),
    "reminder": (
        "رسالتنا المؤرخة في {our_letter_on}",
        [
            ("Salutation", "{salutation}"),
            (
                "What we wrote",
                "كتبنا إليكم في {our_letter_on} بشأن تعارف أوثق بين {our_short} ومدينة {their_city}. وعدد الأيام التي مضت منذ ذلك الحين: {days}. ولعل رسالتنا لم تصلكم، أو لم يكن الوقت مناسبا.",
            ),
            (
                "What we ask",
                "يسعدنا أن نسمع منكم، ولو لنعرف إلى من يحسن أن نكتب. وإن أردتم أن تعرفوا شيئا عنا أولا، فنرجو أن تخبرونا.",
            ),
            ("Whom to turn to", "في مكتب رئاسة بلديتنا يمكنكم التواصل مع: {contact_office}."),
            ("Courtesy", "ونحن نعلم كم من الأمور تشغل المدينة، ونتمنى لكم كل خير."),
            ("Closing", "وتفضلوا بقبول فائق الاحترام،"),
        ],
    ),
}

LANGUAGES = {"en": EN, "es": ES, "fr": FR, "zh": ZH, "uk": UK, "ar": AR}

RELATIONSHIPS = {
    "en": {
        "sister": "a sister city relationship",
        "friendship": "a friendship between cities",
        "partner": "a partnership between cities",
    },
    "es": {
        "sister": "un hermanamiento",
        "friendship": "una relación de amistad entre ciudades",
        "partner": "una asociación entre ciudades",
    },
}
"""What the City seeks to enter, as a letter of intent names it."""


def all_of_them() -> Iterator[dict[str, Any]]:
    """Kind, language, subject and blocks of every wording."""
    for language, kinds in LANGUAGES.items():
        for kind, (subject, blocks) in kinds.items():
            yield {
                "kind": kind,
                "language": language,
                "subject": subject,
                "blocks": [
                    {"name": name.removesuffix("?"), "text": text, "optional": name.endswith("?")}
                    for name, text in blocks
                ],
            }
