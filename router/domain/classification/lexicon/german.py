"""What support managers and customers say in German."""

FUNCTION_WORDS = """
    der die das und ist sind wir ihr ich sie es nicht den dem des ein eine einen einem einer auf in zu
    mit von fur im am aus bei nach uber unser unsere unserer seit aber auch als wie noch hat haben
    wird werden kann konnen bitte danke hallo guten nur wenn dass oder so um bis durch was mehr
    """

CLASSES = {
    "people": """
    benutzer*|nutzer*|anwender*|mitarbeit*|kolleg*|agent|agenten|agentin*|techniker*|monteur*|disponent*|
    leute|leuten|personen|person|mann|supervisor*|teamleiter*|filialleiter*|kund*|team|teams|standort*|filial*|
    niederlassung*|arbeitsplatz*|arbeitsplatze|platze|platz*|lander*|buro|buros|abteilung*|fahrer*|
    aushilf*|freigeber*|redakteur*|grafiker*|bearbeiter*|sachbearbeiter*|berater*|operator*|schicht*|
    pfleg*|patient*|anrufer*|bediener*|plane*|planer*|werkstatt*|geschaft*|markt|markte*|helfer*|
    praktikant*|student*|azubi*|zeitarb*|lizenz*|verkaufer*|marke|marken|einsatzleiter*|installateur*
    """,
    "cannot": """
    kann nicht, konnen nicht, kann nichts, konnen nichts, kann niemand, konnen wir nicht, kann man nicht, kann keiner, kann ich nicht, kann nicht mehr, konnen nicht mehr,
    nicht moglich, unmoglich, lasst sich nicht, lassen sich nicht, lasst sich kein*, lassen sich keine,
    nicht in der lage, niemand kann, keiner kann, verweigert, nicht mehr moglich
    """,
    "system": """
    system|systeme|app|apps|anwendung|plattform|dienst|dienste|service|portal|tool|software|server|
    telefonanlage|telefonie|telefon|telefone|leitung|leitungen|produktion|produktivsystem|oberflache|
    instanz|modul|module|warteschlange|warteschlangen|kanal|kanale|alles|aprimo|aircall|zuper|bcr|
    sweethawk|zugang|anmeldung|login|datenbank|seite|seiten|webseite|dispo|tafel|plantafel|hotline|anlage
    """,
    "works": "geht|gehen|funktioniert|funktionieren|lauft|laufen|lief|klappt|klappen|normal|ok|okay|tadellos|problemlos|einwandfrei",
}

SIGNALS = {
    "production": """
    produktion, produktiv*, prod, echtbetrieb, echtsystem, echtumgebung, livesystem, livebetrieb, liveumgebung, live system|betrieb|umgebung|
    konto|instanz|account, live, im betrieb, wirkbetrieb, echte daten|kunden|umgebung|system, kein test,
    keine ubung, nicht die sandbox
    """,
    "non_production": """
    sandbox, testsystem*, testumgebung*, testinstanz*, testkonto, testaccount, testmandant*, testserver*, testdaten, testnummer, testlauf, test umgebung|system|instanz|mandant|konto,
    staging, stage, schulung*, schulungssystem, ubungs*, ubungssystem, trainings*, demo*, demosystem, entwicklungs*,
    integrationsumgebung, abnahme*, vorproduktiv*, vorproduktion, preprod*, uat, qa system|umgebung, spielwiese, pilot*,
    nicht produktiv*, noch nicht live|produktiv, vor dem go live, kopie der produktion, probe*, go live .. geplant|erst|im, probebetrieb, referenzsystem
    """,
    "production_fine": """
    produktion|produktiv*|prod|echtsystem|livesystem .. nicht betroffen, produktion|produktiv*|prod|echtsystem|livesystem .. @works,
    produktion|produktiv*|prod|echtsystem .. unberuhrt|unbeeintrachtigt|in ordnung|sauber|stabil, nicht .. produktion|
    produktiv*|echtsystem, nur .. testsystem|sandbox|schulung*|testumgebung|staging, echtbetrieb .. @works|nicht|unberuhrt|in ordnung, keine auswirkung* .. produkti*
    """,
    "everyone": """
    alle, allen, aller, alle @people, alle # @people, jeder, jedem, jeden @people, jede @people, jeder @people, niemand, niemanden, niemandem, keiner,
    keinem, kein einziger, keine einzige, kein @people, keiner der|unserer, samtliche*, gesamte* .. team|firma|
    unternehmen|belegschaft|abteilung|standort*|konzern|betrieb|haus|flotte|plattform, ganze* .. team|firma|
    unternehmen|belegschaft|abteilung|standort*|konzern|betrieb|haus|schicht|flotte|hotline|callcenter, firmenweit, unternehmensweit, uberall, standortubergreifend, bundesweit,
    weltweit, flachendeckend, komplett, bei allen, fur alle, in keinem, an keinem, auf allen, kein mensch, jegliche*, alle beide, durchweg, ausnahmslos
    """,
    "part": """
    einige, einigen, manche, manchen, mehrere*, ein teil, teil der, teilweise, zum teil, die halfte, halfte der, ein drittel, zwei drittel, ein
    viertel, # von #, jeder zweite*|dritte*|vierte*|funfte*|zehnte*, jede zweite*|dritte*|vierte*|funfte*|zehnte, jedes zweite*|dritte*|vierte*|funfte*|zehnte,
    jedem zweiten|dritten|vierten, jeden zweiten|dritten|vierten, # %, # prozent, nicht alle, nur .. @people, die meisten, mehrzahl, ein standort, einem standort, eine filiale, ein team,
    einzelne*, bestimmte*, manchmal, # unserer, # der @people, lediglich
    """,
    "one_person": """
    ein|eine|einem|einer|einen benutzer*|nutzer*|anwender*|mitarbeiter*|kollege*|kollegin|agent*|techniker*|monteur*|kunde*|kundin|person|disponent*|
    praktikant*|azubi|gerat|rechner|headset|einzelne*, nur bei mir, nur ich, nur mir, bei mir, mein|meine|meinem|meinen|meiner rechner|pc|bildschirm|konto|
    headset|passwort|kennwort|laptop|handy|profil|foto|browser|tablet|kollege*|kollegin|arbeitsplatz|benutzer*, eine einzige*,
    einziger, als einziger|einzige, die anderen .. @works|nicht, andere* .. @works|kein*|nicht, bei allen anderen .. @works|nicht, neue kollegin,
    neuer kollege, neuen kollegen, neuer mitarbeiter, nur ein|eine|einen|einem, nur frau|herr*, einzelfall, bei einer|einem
    """,
    "outage": """
    @system .. down|tot|weg|ausgefallen|offline|nicht erreichbar|nicht verfugbar|unerreichbar|abgesturzt|zusammengebrochen|lahmgelegt|lahm, ausfall, ausgefallen,
    totalausfall, komplettausfall, systemausfall, storung .. komplett|total|gesamt*, komplett|vollig|total|ganz weg|tot|ausgefallen|down|blockiert|lahm*|unbenutzbar|nicht|still, nicht erreichbar, nicht mehr erreichbar, unerreichbar,
    nicht verfugbar, unbenutzbar, nicht benutzbar, nicht nutzbar, nichts geht, geht nichts, gar nichts, uberhaupt nichts, nichts mehr,
    geht gar nichts, weder .. noch, kein zugriff, keinen zugriff, keine verbindung, keine anmeldung|einwahl, niemand .. anmelden|einloggen|rein|telefonieren|arbeiten|zugreifen|offnen|erreich*,
    keiner .. anmelden|einloggen|rein|telefonieren|arbeiten|zugreifen|offnen, nicht anmelden|einloggen, nicht .. anmelden|einloggen, anmeldung .. nicht moglich|unmoglich|scheitert, kein anruf .. kommt|geht|an|durch,
    keine anrufe, keine .. anrufe, keine telefonie, weisse seite, leere seite, weisser bildschirm, tot, mausetot, leitung* tot, freizeichen, besetztzeichen, besetztton, stille,
    stillstand, steht still, stehen still, alles steht, alles weg, alles tot, blackout, fehler #400, server .. nicht erreichbar|antwortet nicht, antwortet nicht,
    reagiert nicht mehr, startet nicht mehr, ladt nicht mehr, service unavailable, bad gateway, datenbank .. nicht|fehler, zusammengebrochen, abgesturzt, lahmgelegt, kommt niemand|keiner|nichts, hangt komplett, alle leitungen|module|kanale
    """,
    "lost": """
    funktioniert nicht, funktionieren nicht, funktioniert .. nicht mehr, geht nicht, gehen nicht, geht .. nicht|kein*, gehen .. nicht, geht nicht mehr, klappt nicht, klappen nicht, lauft nicht, laufen nicht, @cannot,
    @cannot .. werden, nicht .. offnen|speichern|senden|anlegen|buchen|freigeben|zuweisen|abschliessen|drucken|exportieren|hochladen|herunterladen|
    erreichen|versenden|verschicken|starten|planen|telefonieren|annehmen|bearbeiten|andern|loschen|suchen|finden|sehen|horen,
    nicht .. geoffnet|gespeichert|gesendet|angelegt|gebucht|zugewiesen|abgeschlossen|gedruckt|versendet|verschickt|ubertragen|synchronisiert|angezeigt|zugestellt|
    aufgezeichnet|ubernommen|ausgelost|erstellt|aktualisiert|verarbeitet|geschrieben, kommt|kommen nicht .. an, kommt .. nicht an, kommen .. nicht an, kommt nichts .. an, kommt keine*|kein, kommen keine, kommen nicht mehr, keine
    .. mails|mail|nachrichten|benachrichtigung*|meldung*|daten|rechnungen|aufnahme*|antwort|reaktion|e, keinerlei, fehler, fehlermeldung*, fehlgeschlagen, schlagt fehl, schlagen fehl, scheitert, scheitern, abbruch, bricht ab, brechen ab, abgebrochen, defekt,
    kaputt, gestort, storung, blockiert, gesperrt, hangt, hangen, eingefroren, friert, verschwunden, verschwinde*, verschwindet, weg, fehlt, fehlen, leer, ausgegraut, verloren, geht verloren, gehen verloren, abgelehnt, zeigt nichts|nur noch, stumm, nichts passiert, passiert nichts, tut nichts, tut sich nichts, ohne funktion, aussetzer, bleibt stehen|leer|hangen, bleiben
    stehen|leer|hangen, reagiert nicht, startet nicht, ladt nicht, offnet* nicht, erscheint nicht, erscheinen nicht, versendet .. nicht|kein*|keinerlei, springt nicht, klingelt nicht, klingeln nicht, druckt nicht, synchronisiert nicht, speichert nicht, nicht mehr
    """,
    "stopped": """
    stillstand, steht still, stehen still, betrieb steht, alles steht, arbeit* .. steht|ruht|unmoglich|eingestellt, stehen .. herum|hof|parkplatz|auf dem, sitzen .. herum|untatig|da|
    fahrzeug*|auto*|bus*, warten .. auf dem hof|untatig|im auto|in den, untatig, tatenlos, drehen daumen, lahmgelegt, liegt lahm, liegen lahm, nach hause geschickt, heimgeschickt, schicken .. nach hause,
    kann niemand|keiner .. arbeiten, nicht arbeiten, nicht mehr arbeiten, geschlossen|schliessen .. schalter|laden|filiale*|tor*, schalter .. geschlossen|zu, wir konnen .. nicht|nichts .. arbeiten|bedienen|disponieren|ausliefern|abrechnen|tun|machen, arbeitsunfahig, handlungsunfahig, blind,
    produktion .. gestoppt|steht|angehalten, absagen .. alle, alle .. absagen, weisen .. ab, nicht erreichbar fur, kaffeerunde, kaffeepause, ohne arbeit, niemand weiss .. wohin|wo, wissen nicht .. wohin, ruht
    """,
    "degraded": """
    langsam*, trage, zah, lahm, verlangsamt, verzoger*, verspat*, ruckel*, hakt, hakelig, performance, ladezeit*, antwortzeit*, dauert .. # minuten|sekunden|min|sek|stunden|mal, dauert .. minute|ewig|lang*|stunde*|statt, braucht .. # minuten|sekunden|anlaufe|versuche,
    # minuten|sekunden .. statt|pro|bis|je|anstatt|fur, sporadisch*, gelegentlich, manchmal, zeitweise, ab und zu, hin und wieder, immer wieder, unregelmassig, zufallig, instabil*, wackel*, aussetzer, abbruche, abgehackt, knackt, knacken, rauscht, rauschen, hallt,
    echo, qualitat, beeintrachtigt, eingeschrankt, teilweise, zum teil, nur noch # , halfte, jeder zweite*|dritte*|vierte*|funfte*|zehnte*, jede zweite*|dritte*|vierte*|funfte*|zehnte*, jedes zweite*|dritte*|vierte*, # von #, # % .. der|aller, doppelt*, zweimal, dopplung*,
    falsche reihenfolge, veraltet*, alte daten|stand, unvollstandig*, nicht immer, beim zweiten|dritten versuch|mal|anlauf, erst beim, erst nach, nach mehreren|# versuchen, ruckstand, ruckstau, staut|stauen, schlange .. wachst|langer, statt #, anstatt #, sonst #, normalerweise, ublich*, timeout*, zeituberschreitung,
    abgemeldet .. alle|stundlich|standig, fliegen .. raus|aus, fliegt .. raus|aus, gedrosselt, notbetrieb, im schneckentempo, gebremst, hinterher, nur noch .. teil|wenige|halb*
    """,
    "cosmetic": """
    tippfehler, schreibfehler, rechtschreib*, rechtschreibfehler, buchstabe*, falsch geschrieben, farbe, farben, farbton, logo, symbol, icon, icons, ausrichtung, schriftart, schriftgrosse, schrift, uberlapp*, verrutscht, beschriftung, bezeichnung, ubersetz*, kosmetisch*, optisch*, optik, layout, darstellung*, schonheitsfehler,
    uberschrift, grossschreibung, kleingeschrieben, umlaut*, abgeschnitten, pixel*, dunkelmodus, dark mode, datumsformat, hasslich, kommafehler, leerzeichen, spaltenreihenfolge, reihenfolge der spalten, tooltip, fusszeile, kopfzeile .. steht, es steht|heisst .. statt, hintergrund*, profilbild, smiley, emoji*
    """,
    "no_way_out": """
    kein workaround, keinen workaround, keine umgehung*, keine .. alternative*, keine .. moglichkeit, kein .. ausweg, kein weg, keinen weg, keinen anderen|weiteren|zweiten, keine andere*|weitere*|zweite*, kein anderer|anderes|zweites, kein ersatz*, keinen ersatz*, keine ausweich*, kein ausweich*, kein notfall*, keinen notfall*, kein plan b, keinen plan b, kein papier, nichts auf papier, ohne alternative, alternativlos, nicht umgehen, nicht anders, nirgends sonst,
    nichts hilft, hilft nichts, hilft nicht, half nicht, hat nicht geholfen, bringt nichts, brachte nichts, nichts gebracht, ohne erfolg, erfolglos, vergeblich, ohne ergebnis, ohne wirkung, ohne besserung, keine besserung, keine anderung, andert nichts, anderte nichts, nichts geandert, dasselbe, das gleiche, gleiches ergebnis, gleicher fehler, gleiche meldung, genauso, ebenso|ebenfalls .. nicht|tot|fehler, auch .. nicht, auch nicht, alles versucht|probiert|ausprobiert, haben .. versucht|probiert|getestet|gepruft|neu gestartet|neugestartet,
    habe .. versucht|probiert|getestet|gepruft, bereits .. versucht|probiert|getestet|neu, schon .. versucht|probiert|getestet, weder .. noch, egal .. welche*|ob|wo|wie, uber keinen weg, auf keinem weg, jeder browser, allen browsern, alle browser, nur dort|in ihrer|in ihrem|bei ihnen, gibt es nur, existier* nur, einzige* .. system|weg|quelle|kopie|moglichkeit, gesetzlich vorgeschrieben|verboten, verboten, nicht von hand, von hand .. nicht|unmoglich, am ende unseres lateins, ratlos
    """,
    "way_out": """
    workaround, umgehung*, umgehen, notlosung, ubergangslosung, zwischenlosung, behelf*, behelfen, behelfsweise, ubergangsweise, vorubergehend, provisorisch, provisorium, notbehelf, in der zwischenzeit, zwischenzeitlich, einstweilen, solange, bis dahin, stattdessen, statt dessen, ersatzweise, alternativ*, ausweich*, ausgewichen, weichen .. aus, umgestiegen, umgestellt auf, uber das|die|den .. web|api|export|handy|mobil*|csv|telefon|alte*|browser, per telefon|mail|hand|csv|export|
    skript|fax|api, von hand, handisch, manuell*, mit excel, excel*, zettel, papier*, klappt|geht|funktioniert|lauft .. wenn|mit|uber|per|nach|bei|im|noch|trotzdem|wieder beim, geht's, kann man .. trotzdem|aber|weiter*, konnen .. trotzdem|weiter*|noch|aber, lasst sich .. uber|umgehen|trotzdem, kommen wir .. zurecht|klar|durch, zurechtkommen, zurecht, wir halten .. uber wasser, halten uns, lauft weiter, geht weiter, arbeiten weiter, weiterarbeiten, neu laden, neuladen, aktualisieren .. hilft|geht|klappt, neustart hilft, nach .. neustart|neuladen|
    aktualisieren .. geht|klappt|wieder, hilft, damit geht|lauft|klappt, wir nutzen|verwenden|exportieren|kopieren|rufen|schicken|schreiben|drucken|tippen, ich nutze|verwende|nehme, rufen .. an, beim zweiten versuch|klick|mal, im namen, umgeleitet, weiterleitung, umleitung
    """,
    "effort": """
    # .. @people .. hand|tippen|anrufen|telefon*|kopier*|abtippen|prufen|kontrollier*|sortier*|vergleich*|drucken|eingeben|erfassen|manuell|stunden|abgestellt|abgezogen|beschaftigt|schicht*|nacht*|wochenende|uberstunden|ubertrag*|pfleg*|korrigier*|schreib*|fahren|abgeordnet|eingeteilt, von hand, per hand, handisch, handarbeit, manuell*, einzeln, einer nach
    dem anderen, eine nach der anderen, eins nach dem anderen, stuck fur stuck, nacheinander, abtippen, abgetippt, ab getippt, abschreiben, tippen .. ab|ein, kopieren .. einzeln|von|aus|in|jede*|alle*, ubertragen .. hand|manuell|einzeln|excel|von, copy paste, nacherfass*, nachtrag*, nachpfleg*, doppelt erfass*, rufen .. einzeln|jeden|alle|nacheinander|kunden|sie, telefonieren .. ab|hinterher|alle|durch, anrufen .. einzeln|alle|jeden, abtelefonier*, durchtelefonier*, uberstunden, sonderschicht*, zusatzschicht*,
    doppelschicht*, nachtschicht*, extraschicht*, wochenendarbeit, am wochenende gearbeitet, bis mitternacht|in die nacht|spat|tief, rund um die uhr, abgezogen, abgestellt, abkommandiert, aushilfen, aushelfen, ausgeliehen, zeitarbeit*, leiharbeit*, verstarkung, # stunden .. pro|am tag|taglich|jeden|je, stunden .. pro tag|am tag|taglich|jeden tag, den ganzen tag, ganzen tag, ganze|halbe abteilung|mannschaft|
    belegschaft|team|schicht .. hand|damit|mit|kopiert|tippt, das halbe team, das ganze team, ganztags, vollzeit, halten .. nicht durch|nicht lange|nicht mehr|keine|noch, halten wir nicht, nicht durchhalten, durchhalten, nicht durchzuhalten, nicht dauerhaft, lange halten, am limit, am anschlag, am ende .. krafte, erschopft, auf dem zahnfleisch, aufwand, aufwandig*, muhsam*, kraftakt, kostet uns, kosten .. #, enorm*, auf zettel*, papierlisten, excel*, whiteboard, kurier*, bote*, zettelwirtschaft, mehrarbeit, zusatzlich* .. personal|krafte|leute|mitarbeiter*|schicht*
    """,
    "easy": """
    # sekunden, ein paar sekunden, wenige* sekunden, eine sekunde, # klicks, zwei klicks, ein klick, mit einem klick, eine minute .. nicht|und|halt, kein problem, kein grosses problem, keine grosse sache, kein drama, kein thema, kein beinbruch, nicht schlimm, nicht weiter schlimm, nicht tragisch, halb so wild|schlimm, einfach, leicht, problemlos, muhelos, ohne probleme|muhe|aufwand|weiteres|
    schwierigkeiten, genauso gut, genau so gut, ebenso gut, reicht vollig|uns|mir|vollkommen|aus, vollig ausreichend, prima, bestens, wunderbar, gut damit leben, damit leben, stort kaum|nicht|niemanden|nur|etwas, kaum .. auf*|stor*, lastig, argerlich, nervig, nervt, unschon, unpraktisch, klein, kleine, kleiner, kleines, kleinigkeit, winzig*, geringfugig*, minimal*, unwesentlich, f5, neu laden, aktualisieren, kostet nichts|keine, niemand .. leidet|bemerk*|beschwer*|gemerkt|gestort, geht nichts verloren, nichts verloren, ohne verzogerung, keine verzogerung, schnell erledigt|gemacht
    """,
    "exposed": """
    fremde*, fremder, fremden, anderer kunde*|firmen|firma|patient*|mandant*|personen|unternehmen|mitarbeiter*|nutzer*, anderen kunde*|firma|firmen|patient*|mandant*|personen|unternehmen, andere kunde*|kunden|firmen|patient*|mandant* .. sehen|lesen|daten, anderer leute, eines anderen, einer anderen .. firma|person|kundin|organisation, von anderen .. sehen|lesen|kunden|firmen, jemand anderem, jemand anders, falsche* kunde*|kunden|
    empfanger*|person*|patient*|adressat*|firma, an den falschen|die falsche|falsche, ohne anmeldung|login|passwort|kennwort|anzumelden|einloggen, offentlich .. zuganglich|sichtbar|abrufbar|einsehbar|lesbar|erreichbar|im|bei, offentlich*, fur jeden|jedermann|alle|unbefugte .. sichtbar|einsehbar|lesbar|zuganglich|abrufbar|offen, sichtbar .. fur alle|fur jeden|offentlich|extern*|kunden|andere, einsehbar, einsehen, im internet .. sichtbar|offen|
    abrufbar, offen im netz|internet, bei google, datenleck, leck, datenpanne, datenschutzverletzung, datenschutzvorfall, sicherheitslucke, sicherheitsvorfall, sicherheitsleck, gehackt, hacker*, eindringling*, unbefugt*, unberechtigt*, kompromittiert, gestohlen, preisgegeben, offengelegt, ehemalige* .. mitarbeiter*|kolleg*|agent* .. noch|zugriff|anmeld*|einlogg*|sieht|sehen,
    ausgeschieden* .. noch|zugriff|anmeld*|einlogg*, gesperrte* .. konto*|benutzer*|nutzer* .. noch|trotzdem|weiter, geloschte* benutzer* .. noch|weiter, interne* notiz*|kommentar*|vermerk* .. sichtbar|kunde*|offentlich|verschickt|gesendet, sehen|sieht|lesen|liest|horen|hort|bekommt|bekommen|erhalt|erhalten .. fremde*|anderer|anderen|von anderen|andere|gehalter, vertauscht, verwechselt, nicht unsere, nicht von uns, gehoren nicht .. uns, gehort nicht .. uns, wildfremd*, klartext, in der url,
    adresszeile, vertraulich* .. sichtbar|fur|offen|jeder, gesundheitsdaten, patientendaten .. sichtbar|fremd*|offen, gehaltsdaten
    """,
    "falsified": """
    von selbst, von allein*, selbststandig, eigenmachtig, ohne zutun, ohne unser zutun, niemand .. gemacht|getan|angefasst|angelegt|gebucht|bestellt|geandert|veranlasst|ausgelost|beruhrt|freigegeben|eingegeben, keiner .. gemacht|getan|angefasst|angelegt|gebucht|bestellt|geandert|veranlasst, uberschreib*, uberschrieben, loscht .. sich|selbst|alle|daten|von|unsere|einfach, geloscht .. von selbst|automatisch|alle|einfach|
    ohne, werden geloscht, verfalsch*, falsche .. betrage|preise|mengen|werte|adressen|namen|daten|termine|summen|rechnungen|zahlen|konto*, falschem|falschen|falscher .. kunden|betrag*|preis*|konto|patient*|namen|datum|iban, vertauscht*, vertauschen, durcheinander*, verwurfelt, korrupt*, beschadigt*, zerstort, datenverlust, daten .. verloren|weg|falsch|geandert|uberschrieben|verschwunden|geloscht|zerstort|verandert, unwiederbringlich, endgultig .. weg|verloren|geloscht, nicht wiederherstell*, wiederherstell*, aus dem backup,
    doppelt .. abgebucht|belastet|gebucht|berechnet|bezahlt|verrechnet|fakturiert|bestellt, zweimal .. abgebucht|belastet|berechnet|abgerechnet, betrage|preise|mengen|werte|summen|bestande|stande .. andern|geandert|falsch|verandert|springen|null, auf null, genullt, ersetzt .. durch, zusammengefuhrt, zusammengelegt, vermischt, vermengt, falsch zugeordnet, zugeordnet .. falsch*|fremd*, integritat, geister*, phantom*, erfunden*, historie .. leer|weg|geandert|geloscht, alle .. geloscht|verschwunden|weg|leer
    """,
    "question": """
    frage, fragen, anfrage, wie kann|konnen|lasst|mache|macht|stelle|stellt|geht|richte|andere|fuge|bekomme|kommt|viele|lange|oft|muss, wie man, wo finde|findet|kann|ist|stellt|liegt|sehe|lasst, gibt es .. eine|ein|einen|moglichkeit|weg|option|einstellung|anleitung, gibt es, ist es moglich, ist das moglich, ware es moglich, kann man, kann ich, konnen wir .. auch|irgendwo|das|die, konnte man, darf ich, durfen wir, muss ich, mussen wir, soll ich, sollen wir, sollte man, was bedeutet|passiert wenn|ist|heisst|muss,
    welche|welcher|welches .. einstellung|option|version|rolle|rechte|unterschied|format|empf*, warum, wieso, weshalb, ob es|man|das|wir|ich, wissen ob|wie|wo|was|wann, wussten gern*, wissen mochten, mochte wissen, mochten wissen, interessiert, neugierig, wundere mich, frage mich, fragen uns, tipp, tipps, rat, hinweis .. wie|wo, hilfe bei, konnen sie mir|uns .. sagen|erklaren|zeigen|helfen|mitteilen|nennen, konnten sie mir|uns .. sagen|erklaren|zeigen|mitteilen|nennen|helfen, erklaren, anleitung,
    passwort vergessen, kennwort vergessen, vergessen, ist das so gewollt|normal|beabsichtigt|gedacht|richtig, gewollt, beabsichtigt, so gedacht, normal, best practice, finde .. nicht .. einstellung|option|knopf|menu, wo genau, wann kommt|wird|ist, wer kann|darf, unterstutzt .. eigentlich|auch, verstehe nicht, verstandnisfrage, noch nicht gefunden, bin neu
    """,
    "feature_request": """
    wunsch, wunsche, wunschen, wunschenswert, verbesserungsvorschlag*, vorschlag, vorschlage, anregung*, idee, ideen, feature, feature request, funktionswunsch, neue funktion, fehlende funktion, ware schon|toll|super|prima|praktisch|hilfreich|nett|klasse|gut wenn|grossartig, ware es schon|toll, wurden uns freuen, wurde mich freuen, wurden .. gern*, hatten gern*, hatte gern*, konnten sie .. einbauen|
    hinzufugen|erganzen|aufnehmen|anbieten, bitte .. einbauen|hinzufugen|erganzen|aufnehmen, roadmap, geplant .. funktion|unterstutz*, planen sie, ist geplant, in zukunft, kunftig*, nachste version, zukunftige version, erweiterung, irgendwann, eines tages
    """,
    "paperwork": """
    fragebogen, audit*, auditor*, prufer*, wirtschaftspruf*, zertifikat*, zertifizierung, iso 27001, datenschutzbeauftragt*, auftragsverarbeitung*, avv, av vertrag, dsgvo, dsgvo anfrage, auskunft*, unterauftragnehm*, vertrag, vertrage, vertrags*, verlangerung, angebot, preisliste, lizenzen, lizenzerweiterung, dokumentation, handbuch, leitfaden, schulungsunterlagen, schulung .. termin|angebot|buchen, webinar, einkauf, rechtsabteilung, compliance, formular, nachweis*,
    bescheinigung*, lieferantenbewertung, lieferant*, ausfullen, automatische nachricht, automatisch erzeugt, nicht antworten, abwesenheit*, einladung, terminvorschlag, besprechung, gespeichert werden, wo .. gespeichert, rechenzentrum, aufbewahrung*, loschkonzept, bericht .. vorfall, vorfallbericht, abschlussbericht, stellungnahme, bestatigung, umfrage
    """,
    "billing": "rechnung*|abrechnung*|gutschrift*|abbuchung*|abgebucht|abo|abonnement|lastschrift*|mehrwertsteuer|ust|umsatzsteuer|preis*|rabatt*|zahlung*|mahnung*|erstattung*|berechnet|bestellnummer|buchhaltung|lizenzkosten",
    "porting": """
    portierung*, portieren, portiert, rufnummernmitnahme, rufnummernubernahme, nummernmitnahme, rufnummer .. mitnehmen|ubernehmen|ubertragen|portier*, nummern .. ubertragen|umziehen|portier*|mitnehmen, altanbieter*, alter anbieter, alten anbieter, bisheriger anbieter, bisherigen anbieter, portierungs*
    """,
    "third_party": """
    telekom|vodafone|1und1|microsoft|google|meta|okta|whatsapp|zendesk|salesforce|apple|sap|datev|stripe|aws|azure .. storung|ausfall|bestatigt|gestort|abgelehnt|problem|schuld|liegt|hat|meldet, internetanbieter, provider, netzbetreiber, stromausfall, bagger, kabel, glasfaser*, unsere* .. firewall|router|proxy|netzwerk|vpn|wlan|internet*|provider|it, firewall, an uns, bei uns lag*, liegt bei uns, lag bei uns, lag an uns*, unser fehler,
    unsere schuld, unsererseits, auf unserer seite, nicht ihre schuld|bei ihnen, nicht an ihnen|aircall|aprimo|zuper, nichts mit ihnen|aircall|aprimo|zuper zu tun, sie konnen nichts, drittanbieter, dritt*, fremdverschulden, eigenes verschulden, eigene* .. skript|firewall|netz*
    """,
    "own_mistake": """
    aus versehen, versehentlich, irrtumlich, mein fehler, unser fehler, selbst verschuldet, selber schuld, falschen knopf, falsche datei, ich habe .. geloscht|uberschrieben|verschoben|importiert, kollege hat .. geloscht|uberschrieben, kollegin hat .. geloscht|uberschrieben, praktikant* .. geloscht, verklickt, vertippt, ungeschickt, ruckgangig, papierkorb, vergessen .. zu, dummerweise, wiederherstellen
    """,
    "resolved": """
    @works .. wieder, wieder .. @works, geht wieder, lauft wieder, lauft alles, wieder .. da|erreichbar|online|in ordnung|verfugbar|normal|stabil|gut|hergestellt, alles .. wieder, wieder alles, behoben, gelost, erledigt, hat sich erledigt, hat sich .. gelost|erledigt|geklart, geklart, repariert, uberstanden, vorbei, voruber, entwarnung, fehlalarm, zur information, zur info, zur kenntnis*, zu ihrer information, nur zur info*|kenntnis, der vollstandigkeit halber, fur ihre unterlagen|akten|statistik, kann geschlossen werden, konnen sie schliessen,
    bitte schliessen, ticket .. schliessen|geschlossen|zu, ursachenanalyse, ursache .. ausfalls|storung|gestrigen, ursachenbericht, abschlussbericht, nicht mehr aufgetreten|vorgekommen, nie wieder, tritt nicht mehr auf, seither .. ruhe|problemlos|nichts|stabil, seitdem .. ruhe|problemlos|nichts|stabil|alles|keine|lauft, war gestern|heute .. minuten|stunden|ausgefallen, dauerte #, von 0:00 bis 0:00, zwischen 0:00 und 0:00, kein handlungsbedarf, hinfallig, gegenstandslos, nicht mehr notig|aktuell|relevant, das schlimmste .. vorbei|uberstanden
    """,
    "relapse": """
    schon wieder, erneut, wieder aufgetreten, tritt wieder auf, wieder ausgefallen|weg|tot|down|da .. fehler, immer noch, nach wie vor, weiterhin, noch immer, noch nicht .. behoben|gelost|erledigt|geht, nicht .. behoben|gelost|erledigt, zu unrecht, verschlimmert, schlimmer, wieder offnen, kommt wieder, besteht weiter*|fort
    """,
    "urgent": """
    dringend*, eilig, eilt, sofort*, umgehend, unverzuglich, schnellstmoglich, so schnell wie moglich, asap, baldmoglichst, heute, morgen, heute abend|nacht|noch|mittag, bis heute|morgen|mittag|0:00|montag|freitag|donnerstag|mittwoch|dienstag|samstag|ende, in # stunden|minuten|tagen, in einer stunde, binnen, innerhalb .. stunde*|minuten, vor 0:00|mittag, frist, fristen, stichtag, termin*, deadline, abgabe*, notfall*, notdienst, notruf, rettung*, krankenhaus, klinik, patient*, leben*, gefahr*, gefahrlich, sicherheit*,
    gericht*, vertragsstrafe*, strafe*, gesetzlich, vorgeschrieben, wahl, wahlen, sturm, unwetter, hochwasser, hitze*, frost, kalte*, heizung*, weihnacht*, saison, hochsaison, aktion*, kampagne*, druckfreigabe, drucktermin, druckschluss, redaktionsschluss, monatsabschluss, quartalsende, lohnlauf, gehaltslauf, verlieren .. kunden|auftrage|umsatz|geld|#, umsatz*, kunden .. warten|springen|kundigen|verargert|beschwer*, jede minute, jede stunde, kann nicht warten, keine zeit, zeitkritisch, schnell, hochste prioritat, hohe prioritat, eskal*
    """,
    "not_urgent": """
    nicht dringend, keine eile, eilt nicht, nicht eilig, hat zeit, in ruhe, nicht wichtig, nicht kritisch, nicht zeitkritisch, unkritisch, wenn sie .. zeit|dazu|mal|gelegenheit, bei gelegenheit, gelegentlich mal, irgendwann, nachste woche .. reicht|genugt|ist, nachsten monat, nachstes jahr, nachstes quartal, in # wochen|monaten, kann warten, nur so, nur ein hinweis|eine frage|interesse*|neugier, nur eine, nur mal, nebenbei, am rande, kleinigkeit, kleine frage|anmerkung|bitte|sache, kleiner hinweis|fehler|schonheits*, kein problem, kein drama,
    kein grund zur, nicht schlimm, nichts schlimmes|ernstes|kaputt|dramatisches, harmlos, ohne auswirkung*, keine auswirkung*, keine folgen, niemand .. leidet|betroffen|wartet, schaden .. kein*, kein schaden, niedrige prioritat, geringe prioritat, nice to have, ansonsten .. zufrieden|super|toll|alles, sehr zufrieden, weiter so, freuen uns uber, zur info, zur kenntnis*
    """,
    "rest_works": """
    rest .. @works, alles andere .. @works, alles ubrige .. @works, sonst .. @works|alles, ansonsten .. @works|alles, ubrige* .. @works, andere* .. module|funktionen|leitungen|nummern .. @works, anrufe .. @works|kommen, wir konnen .. arbeiten|weiterarbeiten, betrieb .. lauft|geht weiter, arbeit .. geht weiter|moglich, lauft .. weiter, geht .. weiter, auch wenn nicht alles, nicht alles steht, weiterhin .. moglich|erreichbar|nutzbar, noch .. moglich|erreichbar|nutzbar, daten .. stimmen|korrekt|in ordnung|da|vollstandig|richtig,
    kein datenverlust, keine daten .. verloren, im system .. erteilt|moglich, selbst .. moglich|erteilt
    """,
}
