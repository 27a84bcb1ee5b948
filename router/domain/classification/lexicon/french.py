"""What support managers and customers say in French."""

FUNCTION_WORDS = """
    le la les de des du un une et est sont nous vous je il elle on ne pas que qui pour dans sur au
    aux avec ce cette ces mais ou par plus notre nos votre vos mon ma mes depuis bonjour merci en a
    y se si tout tous c d l n s j qu ont ete
    """

CLASSES = {
    "people": """
    utilisateur*|usager*|personne|personnes|agent|agents|employe*|collegue*|collaborat*|technicien*|
    conseill*|superviseur*|manager*|responsable*|operat*|equipe|equipes|client|clients|poste|postes|
    site|sites|agence|agences|bureau|bureaux|magasin*|filiale*|pays|chef|chefs|renfort*|interimaire*|
    gestionnaire*|redact*|graphiste*|approbat*|valideur*|validat*|chauffeur*|monteur*|infirm*|
    patient*|telephoniste*|teleconseill*|dispatcheu*|planificat*|secretaire*|assistant*|stagiaire*|
    salarie*|intervenant*|equipier*|marque|marques|service|services|plateau|plateaux|licence*|
    commercial|commerciaux|vendeu*|standardiste*|usine*|point*|plombier*|electricien*|depann*
    """,
    "cannot": """
    ne peut, ne peuvent, ne pouvons, ne pouvez, ne peux, ne pouvait, ne puis, n arrive, n arrivent,
    n arrivons, ne parvient, ne parviennent, ne parvenons, ne parviens, impossible de, impossible d,
    impossible, dans l impossibilite de, incapable* de, plus moyen de, aucun moyen de, peut plus,
    peuvent plus, pouvons plus, peux plus, on peut pas, peut pas, peuvent pas, pouvons pas,
    arrive pas, arrive plus, arrivent plus, arrivent pas, n est plus possible de, refus* de,
    ne sait plus, ne savent plus
    """,
    "neg": "pas, plus, rien, jamais, aucun, aucune, ni",
    "system": """
    systeme|systemes|application|appli|applis|plateforme|service|site|portail|outil|logiciel|serveur|
    serveurs|telephonie|telephone|telephones|ligne|lignes|production|prod|interface|instance|module|
    modules|standard|file|files|canal|canaux|voix|api|tout|aprimo|aircall|zuper|bcr|sweethawk|
    planning|acces|connexion|base|dam|svi|serveur|ca|tableau
    """,
    "works": "marche|marchent|fonctionne|fonctionnent|ok|normal|normalement|tourne|tournent|nickel|bien",
}

SIGNALS = {
    "production": """
    production, prod, environnement|compte|systeme|instance|plateforme|base reel|reelle|live|productif,
    en reel, en live, en conditions reelles, en exploitation, vrai|vraie compte|base|systeme|plateforme,
    vrais clients, pas un test|exercice, pas le bac a sable
    """,
    "non_production": """
    sandbox, bac a sable, preprod*, pre prod*, pre production, recette, staging, uat, hors production,
    environnement|instance|compte|base|serveur|systeme|plateforme|espace|numero|ligne .. test|tests|essai|
    formation|demo|demonstration|developpement|dev|recette|validation|qualification|integration|
    entrainement|demonstration, plateforme de test*, environnement de test*, en test, en formation,
    donnees|comptes|tickets|numero fictif|fictifs|fictives|test|bidon|bidons, maquette, pilote,
    session de formation, formateur*, pas encore en production, mise en production prevue, copie de la
    production, notre demo, phase de test*
    """,
    "production_fine": """
    production|prod .. pas .. touche*|concerne*|affecte*|impacte*, production|prod n est pas|ni,
    production|prod .. @works, production|prod .. tout va bien, pas .. production|prod,
    rien .. production|prod, aucun impact .. production|prod, aucune incidence .. production|prod,
    uniquement|seulement .. test|recette|sandbox|preprod*|formation, reel|reelle .. @works,
    production|prod .. intact*|indemne|epargnee
    """,
    "everyone": """
    tous les .. @people, toutes les .. @people, tout le monde, tous, chacun, personne ne|n, plus personne,
    personne, aucun @people, aucune @people, aucun de nos, aucune de nos, aucun des, aucune des,
    chez tous, pour tous, ensemble des|du, l ensemble, totalite des|du, la totalite, toute l equipe|entreprise|
    agence|organisation|usine|boite, toute la societe|boite|region|flotte|maison|plateforme|journee equipe,
    toute notre, tous nos, toutes nos, partout, tous sites, tous postes, tous modules, nos #10 @people,
    les #10 @people, sur tous, sur toutes, entier|entiere, generalise*, general|generale, mondial*, chaque
    @people, chaque ticket|appel|dossier|intervention|visite, quel que soit, n importe quel, pas un
    seul, pas une seule, tous les deux|trois|quatre
    """,
    "part": """
    certains|certaines|quelques|plusieurs|divers, une partie, en partie, partiel*, la moitie, un tiers, deux
    tiers, un quart, un appel|ticket|fois|mail|dossier|cas|visite sur #, une fois|intervention|visite|demande sur #,
    # sur #, un sur #, une sur #, # %, # pour cent, une fois sur deux, la plupart, majorite,
    seulement .. @people, uniquement .. @people, seuls|seules .. @people, un site|bureau|service|groupe,
    une agence|equipe|file|region|marque|ligne, un de nos|des, une de nos|des, l un de|des, l une de|des,
    environ # @people, pas tous, pas toutes, pas tout, un .. cas sur
    """,
    "one_person": """
    un|une collegue|utilisateur|utilisatrice|agent|technicien|technicienne|employe|employee|stagiaire|
    personne|client|cliente|poste|salarie|conseiller|conseillere|conductrice|assistante, une seule personne,
    un seul utilisateur|agent|poste|ticket|client|technicien|telephone|dossier|collegue, moi seul*, seul mon, juste moi,
    que moi, que chez moi, chez moi, mon|ma ordinateur|pc|poste|ecran|compte|casque|telephone|mot|
    profil|photo|tablette|navigateur|souris|mac, pour moi, je suis le seul|la seule, ma|mon collegue,
    les autres .. @works|rien|pas|n ont|si, d autres .. @works, sur un seul, un nouveau collegue|
    collaborateur|technicien, une nouvelle collegue|collaboratrice, a lui|elle seul*, un de mes,
    une de mes, un des agents|techniciens|collegues|utilisateurs
    """,
    "outage": """
    en panne, panne generale|totale|complete|nationale, panne, hors service, @system .. tombe*|mort|morte|plante|plantee|
    coupe|coupee|bloque|bloquee|inaccessible*|indisponible*|injoignable*|hs|gele*|fige*|eteint*, tout est|a
    tombe|mort|bloque|plante|coupe|arrete|fige|disparu|noir, plus rien, rien ne .. marche|fonctionne|va|passe|repond|s ouvre|charge|bouge,
    inaccessible*, indisponible*, inutilisable*, injoignable*, inoperant*, completement|totalement .. bloque*|
    mort*|plante*|arrete*|inutilisable|hors|coupe*|down, down, hs, interruption totale|complete, coupure totale|
    generale|complete, page|ecran blanc|blanche|noir|noire|vide, plus aucun appel|acces|ligne|communication|
    connexion|son|agent, aucun appel .. entrant|sortant|n|ne|passe|arrive|sonne, plus aucune ligne|communication|connexion, ni .. entrant .. ni .. sortant,
    ni entrant ni sortant, plus d acces, plus de ligne|lignes|telephone|tonalite|service|connexion,
    @cannot .. connecter|ouvrir|acceder|entrer|appeler|travailler|loguer|logger|authentifier|joindre,
    personne .. se connecter|connecte|entrer|acceder|ouvrir|rien|travailler|appeler,
    mort|morte|morts|mortes, silence, blackout, black out, a l arret, a plat, erreur #400, service
    unavailable, bad gateway, gateway timeout, ne repond|repondent plus, ne demarre|charge|charger|s ouvre
    plus|pas, tourne dans le vide|sans fin|indefiniment, sonne occupe, sonnent occupe, occupe, ca sonne dans le vide,
    tout .. tombe|arrete|bloque|plante, ecroule*, effondre*, plus possible de se connecter, mur
    """,
    "lost": """
    ne .. @neg .. marche|marchent|fonctionne*, ne marche|marchent|fonctionne*|repond*|charge*|passe*|part|
    partent|arrive*|sonne*|envoie*|enregistre*|affiche*|remonte*|synchronise*|demarre*|ouvre*|apparai*|
    declenche*|recoi*|transmet*|imprime*|genere*|calcule*|met|mettent|sauvegarde*|transfere*|aboutit|aboutissent|fait|font|sort|sortent|cree*|
    donne*|montre*|telecharge*|exporte*|importe*|publie*|valide*|trouve*|propose*|bouge*|ferme*|lit|lance*|attribue* pas|
    plus|rien|jamais|aucun|aucune, ne se .. pas|plus, ne s .. pas|plus, n est|sont .. pas|plus
    .. envoye*|enregistre*|cree*|transmis*|affiche*|mis*|synchronise*|genere*|recu*|sauvegarde*|
    appele*|appliqu*|attribue*|declenche*|possible|disponible*|joignable*|visible*|livre*,
    marche pas|plus, fonctionne pas|plus, marchent pas|plus, fonctionnent pas|plus, @cannot .. a|de,
    @cannot .. enregistrer|envoyer|valider|creer|modifier|planifier|affecter|assigner|telecharger|exporter|
    importer|publier|approuver|cloturer|fermer|transferer|repondre|decrocher|imprimer|signer|facturer|consulter|
    rechercher|voir|utiliser|saisir|sauvegarder|generer|lire|ecouter|supprimer|afficher|faire,
    en erreur, erreur, erreurs, echoue, echouent, echec, echecs, bloque, bloquee, bloques, bloquees, casse, cassee,
    casses, plante, plantent, plantage*, bug, bugs, bugue, disparu, disparue, disparus, disparues, disparait,
    disparaissent, s est arrete*, se sont arrete*, a cesse, ont cesse, plus aucun, plus aucune, aucune
    notification|reponse|alerte|donnee, aucun mail|email|sms|message|enregistrement|son|resultat, se coupe*,
    coupe*, raccroch*, se ferme*, vide, vides, manque, manquent, manquant*, perdu, perdue, perdus, perdues,
    refuse, refuses, rejete*, grise, introuvable*, ignore, ignores, ignorent, sans effet, defaillan*,
    dysfonctionne*, ko, hors d usage, n existe plus, expulse*, deconnecte*, rebondi*
    """,
    "stopped": """
    a l arret, au chomage technique, les bras croises, bras croises, paralys*, tout est arrete, a l arret complet,
    activite arretee|stoppee|interrompue|suspendue|bloquee, plus personne ne travaille, ne peut|pouvons|
    peuvent plus .. travailler|rien|servir|intervenir|facturer|produire|vendre, on ne peut plus .. travailler|rien|
    servir, immobilise*, renvoye* .. chez, rentre* chez eux, attendent .. depot|camion*|parking|vehicule*|
    voiture*, sont a l arret, ne savent .. ou aller|quoi faire, ferme* .. guichet*|magasin*|accueil|portes|
    boutique*, guichets|magasins|portes ferme*, on est aveugle*|bloque*|mort*|coince*, nous sommes bloques|aveugles|coinces|
    a l arret|injoignables|paralyses, refus* .. clients, clients .. ne peuvent|peut .. joindre|commander,
    annul* .. tous|toutes, rien ne sort|part, production arretee|stoppee, plus rien ne sort|part, en
    rade, plus d activite, desoeuvre*, inoccup*, patiente* .. sans
    """,
    "degraded": """
    lent, lente, lents, lentes, lenteur*, ralenti*, lentement, rame, rament, ramer, latence*, delai*,
    retard, retards, en retard, met|mettent|prend|prennent|faut|dure .. # minutes|secondes|min|sec|heures|fois,
    # minutes|secondes .. au lieu|pour|avant|par|contre|chacun*|a chaque, intermitten*, par intermittence, parfois, de temps en temps,
    par moments, de maniere|facon aleatoire|sporadique, aleatoire*, sporadique*, instable*, instabilite*,
    saccade*, hache*, hachee*, gresil*, coupures, microcoupures, qualite, robotique, echo, degrade*,
    degradation, au ralenti, partiellement, partiel*, la moitie, une fois sur, un .. sur #, # sur #, # % .. des|de|du, deux fois, en double,
    doublon*, dans le desordre, mauvais ordre, decalage, desynchronis*, perime*, obsolete*, incomplet*, au bout de #|plusieurs,
    apres # essais|tentatives|minutes, au deuxieme|second|troisieme essai|coup|clic, s accumul*, file d attente .. gonfle|
    allonge|grandit, moins de # .. au lieu, au lieu de #, contre # .. habitude|normalement|d ordinaire, normalement #, d habitude,
    pas toujours, tantot, time out, timeout*, deconnecte* .. toutes|chaque|regulier*|heure*, se
    deconnecte*, ca saute, sautent, capricieu*, boiteu*, mode degrade, a moitie, plus lent*
    """,
    "cosmetic": """
    faute|fautes de frappe|d orthographe|orthographe|accord|francais|traduction, coquille*, orthograph*, faute
    dans, libelle, libelles, typo, police, couleur, couleurs, teinte, logo, icone*, alignement, aligne*, decale*, mise en page,
    esthetique*, cosmetique*, visuel, visuelle, affichage, accent, accents, majuscule*, traduction*, traduit*,
    mal traduit*, infobulle, pixel*, chevauch*, mode sombre, format .. date|heure, en tete, pied de page, titre .. colonne, ordre des
    colonnes, tronque*, intitule*, moche, laid, fond d ecran, arriere plan, bouton .. vert|bleu|gris|
    rouge|trop|mal, avatar, photo de profil, emoji*, espace en trop, il est ecrit, est ecrit
    """,
    "no_way_out": """
    aucun .. contournement, pas de .. contournement, pas d autre, aucune autre|autres, aucun autre, aucune solution,
    aucune alternative, pas d alternative, sans alternative, sans solution, pas de solution, sans contournement, aucun moyen,
    pas de moyen, aucun secours, pas de .. secours, pas de plan b, aucun plan, ne contourne, rien n y
    fait, rien ne .. aide|contourne|change|marche, rien a faire, sans succes, sans effet, sans resultat, en vain,
    n a rien change|donne, n y change rien, ne change rien, rien change, rien donne, meme resultat|chose|erreur|message|probleme|
    constat, idem, pareil, pareille, la meme erreur, ni .. ni, tout essaye, tout tente, avons tout, j ai tout,
    on a tout, deja essaye*|teste*|tente*, avons essaye*|teste*|tente*, nous avons redemarre|vide|
    reinstalle|change, j ai essaye|teste|tente|redemarre|desactive|retire, on a essaye|teste|tente, teste sur|avec|depuis|en, essaye sur|avec|depuis,
    ignore lui aussi, egalement en panne|ko|bloque*|mort*, aussi .. ko|bloque*|mort*|panne, n existe*
    que, n existent que, nulle part ailleurs, pas de copie, aucune copie, pas de papier, aucun papier, rien sur papier, impossible de contourner|faire autrement|passer
    par, pas .. a la main, impossible a la main, interdit, la loi|reglementation|norme .. impose|exige|interdit, quel que soit .. navigateur|
    poste|reseau|appareil, tous les navigateurs, par aucun, d aucune, seul outil|moyen|systeme|acces, unique .. outil|moyen|
    systeme, on n a rien d autre, rien d autre, pas d issue, ne disposons .. pas|aucun, a court d idees
    """,
    "way_out": """
    contournement, contourner, contourne, solution de rechange|secours|repli|fortune|remplacement|provisoire, en attendant, entre temps,
    pour l instant, pour le moment, provisoire*, provisoirement, a la place, au lieu de, a defaut,
    depann*, bidouill*, systeme d, on se debrouille, se debrouille*, nous debrouillons, on s en sort, on s
    arrange, on fait avec, on tient, ca tient, nous tenons, on passe par, nous passons par, en passant par, on
    utilise, nous utilisons, j utilise, on bascule|basculons, bascule* .. sur, a la main, manuellement, manuel, manuelle, on note,
    sur papier, tableur, excel, fichier partage, via le|la|l, par le|la l api|web|application, marche|
    fonctionne|passe .. si|avec|via|par|depuis|en|sur|quand|apres|au, ca marche|passe|fonctionne, reste possible, restent
    possibles, possible .. via|par|depuis|en|avec, on peut .. quand meme|toujours|encore|aussi|via|par|passer, peut|peuvent|pouvons toujours|encore|quand|
    continuer, actualis* .. suffit|marche|regle|et, rafraich* .. suffit|marche|regle|et, recharg* .. suffit|marche|
    regle|et, en recharge*, en actualis*, en rafraich*, en relan*, redemarr* .. suffit|regle|et, il suffit, suffit de, au
    deuxieme|second, plan b, mode degrade, par telephone, par mail, par sms, tant bien que mal, on compense, nous compensons,
    permet de continuer|tenir|travailler, fait l affaire, script, renvoi vers, redirig*, on copie|exporte|telecharge|ressaisit|appelle|trie
    """,
    "effort": """
    # .. @people .. main|appel*|copi*|saisi*|ressais*|recopi*|tri*|verif*|control*|corrig*|temps|plein|
    jour|nuit|heures|mobilis*|occup*|telephon*|compar*|imprim*|envoi*|surveill*|ecout*|relance*|note|notent|font|fait|
    passent|passe|detach*|affect*|reaffect*|renfort|course*|traite*|reprend*|reprennent, mobilis*, reaffect*, detach*, renfort*, interim*, heures sup*,
    heures supplementaires, nuit|nuits .. travaill*|passe*|pour|a, week end .. travaill*|passe*, jusqu a minuit|
    0:00|tard, a la main, manuellement, manuel|manuelle|manuels, une par une, un par un, un a un, une a une, a tour de role, chacun*
    separement, individuellement, ressais*, recopi*, retap*, recoller, copier coller, copie colle, saisi* .. main|double|
    papier|manuel*, double saisie, appel* .. un a|chaque|tous .. un, telephon* .. chaque|chacun|un|tous, appelle|appelons .. chaque|un|tous|
    chacun, rappel* .. un|chaque|tous|chacun, sur papier, tableur*, excel, tableau blanc, # heures par jour|nuit|site|agence, # h par jour|nuit, heures .. par
    jour|nuit, heures de travail, du matin au soir, toute la journee|nuit|matinee, jour et nuit, toute une equipe, toute l
    equipe|agence .. main|est|passe|fait, la moitie .. equipe|service|temps, a temps plein, plein temps, ne tiendr*|tient|tiendrons|
    tenons .. plus|pas|longtemps, pas tenir, tenable, intenable, epuis*, a bout, au bout du rouleau, tenir .. jusqu|ce rythme|longtemps|comme,
    cout*|coute enorme*|cher|fou|#, effort*, enorme* .. travail|effort*, beaucoup de temps|travail, charge de travail, laborieu*, fastidieu*, retire* .. terrain|telephone*|
    poste, prete* par, arrach*, sacrifi*, delaiss*, au detriment, on trie, nous trions, coursier*, debord*
    """,
    "easy": """
    # secondes, quelques secondes, une seconde, deux clics, un clic, # clics, un clic de plus, une minute, rien de grave,
    pas grave, pas bien grave, pas dramatique, sans gravite, sans probleme, aucun probleme, pas de probleme, pas un probleme,
    sans difficulte, sans gene, aucune gene, facile, facilement, simple, simplement, il suffit, suffit de,
    tres bien, parfaitement, ca va, ca me va, nous va, tout aussi bien, aussi bien, convient, ne gene
    personne|pas, gene peu, gene legere, genant, petite gene, agac*, enerv*, penible, petit, petite, petits, petites, minime, mineur*, leger*, anodin,
    sans urgence, ne coute rien, coute rien, on s y fait, on vit avec, peut vivre avec, ne perd*
    rien|pas, f5, rafraich*, actualis*, recharg*, en un instant, aucun retard, sans retard, rien .. perdu,
    personne .. remarque*|plaint|gene|souffre, ca depanne, fait l affaire, sans consequence*, sans impact
    """,
    "exposed": """
    autre|autres|d autres client*|societe*|entreprise*|patient*|personne*|agence*|organisation*|locataire*|compte* .. donnees|dossier*|
    ticket*|appel*|nom*|adresse*|facture*|document*|fichier*|enregistrement*, donnees|dossier*|tickets|appels|
    noms|adresses|factures|documents|fichiers|enregistrements|coordonnees|photos|messages|conversation*|visuel*|historique|fiche* .. autre|
    autres|d autres|d un autre|d une autre|inconnu*|tiers|concurrent*|etranger*, d un autre client|patient|
    compte|locataire|utilisateur, d une autre societe|entreprise|personne|agence|marque|organisation, d autres clients|
    societes|entreprises|patients|personnes, quelqu un d autre, a quelqu un d autre, autrui, concurrent*,
    accessible* .. sans|public|tous|n importe|internet|monde|exterieur, visible* .. tous|tout|n importe|public|sans|client*|
    internet|exterieur|autres|par, lisible* .. tous|tout|n importe|public|sans, consultable* .. tous|n importe|sans|public, publique*|publiquement,
    sans mot de passe|authentification|connexion|login|identifi*|se connecter|etre connecte, sur google, indexe*, fuite, fuites, fuit*, faille*, violation .. donnees, violation
    de, divulg*, expose, exposes, exposee*, exposition, piratage, pirate*, intrusion, hack*, compromis*, non autorise*, vole, vol de, usurp*, rancon*,
    ancien|ancienne|ex|anciens salarie*|employe*|collegue*|agent*|collaborat*|prestataire* .. encore|toujours|acces|connect*|
    voit|peut, compte desactive*|supprime* .. encore|toujours|peut|connect*, mauvais|mauvaise client|destinataire|
    personne|patient|societe, note*|commentaire* interne*|prive* .. visible*|client*|envoye*|public*|affiche*, voit|voient|
    lit|lisent|recoi*|entend* .. autres|autre|concurrent*|quelqu|inconnu*, confidentiel*, secret medical, pas
    a nous, ne sont pas les notres|siens, ne nous concerne*, en clair, changer|changeant|modifi* .. numero|chiffre|url|
    adresse, dans l url, n importe qui, tout un chacun, melange*, salaire*|paie .. visible*|voir|voient
    """,
    "falsified": """
    tout seul, toute seule, tout seuls, toutes seules, d elle meme|memes, de lui meme, d eux memes, par lui meme, personne .. fait|
    faites|touche|saisi*|demande*|cree*|valide*|commande*|modifie*|lance*, sans que personne, sans intervention, sans action, sans raison, ecras*, efface*, effac*, supprime*
    .. seul*|tous|toutes|meme|donnees|sans|par le systeme, se suppriment|supprime, se vide*, vide* .. seul*,
    corromp*, corrompu*, falsifi*, fausse*|faux .. donnees|montant*|stock*|total*|valeurs|ecriture*|prix, alter*, intervert*, permut*, perte de donnees, donnees .. perdues|
    fausses|corrompues|disparu*|effacees|modifiees|ecrasees|melangees|incoherentes, definitivement, irrecuperable*, a jamais, pour de
    bon, mauvais|mauvaise|faux|fausse montant*|prix|adresse*|total*|dose*|date*|nom*|quantite*|valeur*|
    tarif*|compte*|iban, montants|prix|quantites|valeurs|totaux|dates .. changent|change*|modifie*|
    faux|fausses|ecrase*|multipli*|zero, debite* deux|double|plusieurs, facture* deux fois|double, en double .. facture*|debit*|prelev*|
    paiement*|commande*, preleve* deux|double, remplace* par, attribue* .. mauvais|autre, fusionn* .. seul*|mauvais|dossiers|clients|sans|ensemble,
    integrite, fantome*, invent*, ecritures|commandes|sorties|mouvements .. personne|fantome*|continuent|
    seul*, restaur*, sauvegarde*, historique .. efface|vide|modifie|reecrit|disparu, remise* a zero, remis a
    zero, aleatoire* .. valeur*|montant*|donnees, tous|toutes .. disparu*|efface*|vide|vides
    """,
    "question": """
    question, questions, comment faire|puis|peut|on|je|fait|ajouter|modifier|changer|creer|parametrer|configurer|obtenir|
    activer|desactiver|faut|mettre|exporter|supprimer|savoir|se, est il possible, est ce possible, serait il possible, y a t il,
    existe t il, est ce que, puis je, peut on, pouvez vous me|m|nous .. dire|indiquer|expliquer|confirmer|preciser|
    montrer|conseiller|aider, pourriez vous me|m|nous .. dire|indiquer|expliquer|confirmer|preciser|montrer|
    conseiller, savoir si|comment|ou|combien|quand|pourquoi|quel*|a, ou se trouve|puis|trouver|peut|est|dois|faut, dois je, faut il, quelle|quel .. est|
    difference|parametre|option|version|role|droit|procedure|delai|format, combien de|coute, pourquoi, je me demand*, nous nous demand*, simple question,
    curieu*, conseil|conseils|avis|astuce*|aide pour, je cherche, nous cherchons, je ne trouve|sais pas, je ne sais, mot de
    passe oublie, oublie .. mot de passe, j ai oublie, est ce normal|voulu|prevu, c est normal|voulu|prevu, normal que,
    voudrais|voudrions|aimerais|aimerions|souhaite*|souhaiterais .. savoir|comprendre|apprendre|connaitre, mode d emploi, possibilite de|d, moyen de|d .. ?,
    bonnes pratiques, m expliquer, nous expliquer, tutoriel, savez vous, avez vous .. guide|doc*|date, merci de me|nous dire|indiquer|preciser,
    est ce prevu, prise en main, que se passe t il si, que signifie, a quoi sert, vais je
    """,
    "feature_request": """
    suggestion*, suggerer, suggere, idee d amelioration, une idee, amelioration*, serait bien|top|super|genial|pratique|chouette|utile|
    appreciable|formidable|sympa|interessant|possible un jour, ce serait, demande d evolution|de fonctionnalite, evolution,
    fonctionnalite souhaitee|nouvelle|manquante, nouvelle fonctionnalite, souhait*, feuille de route, roadmap, prevoyez vous,
    envisagez vous, est il prevu, pourriez vous ajouter|prevoir|integrer|developper|envisager, ajouter une
    option|fonction|possibilite, ajout d, j aimerais|nous aimerions .. pouvoir|voir|avoir, on adorerait|
    aimerait, adorerai*, rever*, voeu, un jour, prochaine version, future version, pour l avenir, a l avenir
    """,
    "paperwork": """
    questionnaire*, audit*, auditeur*, certificat*, certification, iso 27001, soc 2, dpo, rgpd, sous traitant*, accord de traitement,
    contrat*, devis, tarif*, renouvellement, licences supplementaires, documentation, doc, guide, manuel d,
    support|session|demande de formation, webinaire, attestation*, conformite, registre, service juridique|achats|conformite, juridique,
    formulaire, hebergees|stockees|conservees, hebergement, duree de conservation, conservation des, reponse automatique,
    ne pas repondre, message automatique, absence, invitation, reunion, rendez vous commercial, compte rendu, rapport d incident,
    fiche, plaquette, resiliation, politique de, bilan, enquete, recapitulatif, coordonnees bancaires
    """,
    "billing": """
    facture*|facturation|facturee|facturees|avoir|prelevement*|abonnement*|remboursement*|rembourser|tva|tarif*|paiement*|bon|
    comptabilite|devis|surfactur*|trop percu|licences|iban|mandat|echeance|relance
    """,
    "porting": """
    portabilite, portage, porter|portes|porte|portee .. numero*|ligne*, numero* .. porte*|portabilite, rio, ancien operateur, operateur actuel, mandat de portabilite,
    transfert .. numero*, conserver .. numero*, recuperer .. numero*, operateur cedant, date de portage
    """,
    "third_party": """
    operateur .. confirme|panne|reconnait|coupure, fournisseur d acces, fournisseur internet, fai, orange|sfr|bouygues|free|
    microsoft|google|meta|okta|whatsapp|zendesk|salesforce|apple|edf|enedis|sage|stripe .. panne|incident|confirme*|
    reconnai*|rejet*|refus*|a|est|coupure|change, notre pare feu|routeur|proxy|reseau|fibre|vpn|wifi|box|
    antivirus|prestataire|operateur|fournisseur, pare feu, coupure de courant|electricite, chantier, pelleteuse, fibre coupee, cable coupe, chez nous .. coupure|reseau, de notre
    cote|fait, notre faute, notre erreur, rien a voir avec, pas de votre fait|faute|cote, n y etes pour rien, ne vient pas de
    vous|aircall|aprimo|zuper, faute a, tiers, cause .. interne|locale, leur cote, venait de chez nous|notre|nos, notre propre
    """,
    "own_mistake": """
    par erreur, par megarde, par inadvertance, fausse manipulation, mauvaise manipulation, mauvais bouton|fichier, ma faute, mon erreur, notre erreur, de ma
    faute, j ai supprime|efface|modifie|ecrase|importe|ferme, notre stagiaire|collegue .. supprime|efface, un collegue a .. supprime|efface|modifie, une collegue a .. supprime|efface|modifie, betise*, etourderie,
    maladress*, peut on restaurer|recuperer|annuler, possible .. restaurer|recuperer|annuler, corbeille, oublie de, me suis trompe*, s est trompe*, trompe* de
    """,
    "resolved": """
    a nouveau .. fonctionne*|marche*|normal|ok|operationnel*|disponible*|accessible*, de nouveau .. fonctionne*|marche*|normal|ok|operationnel*|disponible*|
    accessible*, refonctionne*, remarche*, fonctionne*|marche* .. a nouveau|de nouveau, rentre dans l ordre, rentree dans l
    ordre, tout est ok|rentre|retabli|revenu|normal|bon, tout est en ordre, retabli, retablie, retablis, resolu, resolue, resolus, regle, reglee,
    corrige, corrigee .. depuis|ce|hier|merci, revenu a la normale, retour a la normale, revenue, repart, reparti, est
    revenu*, pour information, pour info, a titre d information, pour memoire, pour vos dossiers|statistiques|archives, fausse alerte, vous
    pouvez fermer|clore|cloturer, peut etre ferme|clos|cloture*, cloturer, clore, compte rendu d incident, rapport d incident, cause racine, origine de
    la panne, cause de la panne|l incident, ce qui s est passe, plus de probleme, probleme .. disparu|regle|resolu|
    termine, n est plus d actualite, plus reproduit, ne s est pas reproduit*, pas reproduit*, depuis .. tout va bien|rien a signaler|plus rien a, tout
    fonctionne|marche|va bien|refonctionne .. depuis|maintenant|desormais|normalement|nouveau|merci, est passe, c est passe, laissez tomber, ne pas tenir compte,
    oubliez, sans suite, le pire est passe, a dure, hier .. pendant, entre 0:00 et 0:00, repare*, debloque*
    """,
    "relapse": """
    recommence*, a nouveau en panne|bloque*|ko|le, de nouveau en panne|bloque*|ko|le, toujours .. le cas|pas|en panne|d actualite|rien|
    bloque*|pareil|ko, pas .. resolu*|regle*|retabli*|corrige*, encore .. ce matin|aujourd|pas|en panne|le meme, rechute*, reapparai*, ca
    recommence, persiste*, a tort, rouvr*, empire*, pas revenu*, retombe*
    """,
    "urgent": """
    urgent, urgente, urgence, urgences, urgentissime, tres urgent, au plus vite, le plus vite, des que possible, aussitot, immediat*, tout de suite, ce matin,
    ce soir, cet apres midi, aujourd hui, demain, cette nuit, avant midi|0:00|ce soir|demain|lundi|vendredi|jeudi|mardi|mercredi|samedi,
    d ici .. heures|midi|0:00|ce|demain|vendredi|lundi, dans # heures|minutes, dans une heure, dans l heure, delai*, date limite, echeance, butoir, penalite*, amende*, astreinte, contractuel*, legal, legale,
    loi, reglementaire, securite, danger*, vie, vies, vital*, patient*, hopital, samu, pompiers, tribunal, canicule, tempete, orage*, neige, froid, gel, inondation*, election*, pic, pleine saison,
    soldes, noel, campagne, lancement, paie, salaires, cloture, fin de mois, bouclage, impression, imprimeur, chaque minute|heure, clients .. mecontents|furieux|attendent|perd*|partent|
    annulent|raccrochent, perdons|perdu|perte .. clients|commandes|argent|€|euros|#, perdons, ne peut pas attendre, peut attendre pas, presse, rapidement, vite, prioritaire, priorite, forte demande,
    en pleine, volume .. double|triple|trop, trop de volume
    """,
    "not_urgent": """
    pas urgent*, rien d urgent, sans urgence, aucune urgence, pas d urgence, pas presse, pas pressee, rien ne presse, quand vous .. temps|pourrez|aurez|voulez|
    moment, a l occasion, tranquillement, un de ces jours, un jour, ca peut attendre, peut attendre, la semaine prochaine, le mois prochain, l annee prochaine,
    dans # mois|semaines, pour info, pour information, simple curiosite, par curiosite, au passage, en passant, rien de grave, pas grave, petit detail, detail, petite
    remarque|question|chose|demande, rien de bloquant, pas bloquant*, non bloquant*, pas critique, sans gravite, sans consequence*, sans
    impact, aucun impact, aucune consequence, rien .. casse|perdu, n empeche rien|pas, pas une priorite, faible priorite, basse priorite, secondaire, accessoire, broutille, bonne
    continuation, continuez comme|ainsi, bravo, adore*, par ailleurs .. bien|content*, tres content*, satisfait*, belle journee, pour plus tard, prochain trimestre, ne presse pas, pas de stress
    """,
    "rest_works": """
    le reste .. @works|ok|va, tout le reste .. @works|ok|va, autres .. @works|ok|vont, par ailleurs .. @works|ok, pour le reste, sinon .. @works|ok|tout, les appels .. @works|passent, continue* .. travailler|
    tourner|fonctionner|de, on continue, nous continuons, activite .. continue|tourne, le travail .. continue|avance, toujours accessible*|possible*, restent accessibles|possibles, reste accessible|possible,
    rien .. perdu, donnees .. bonnes|intactes|ok|correctes, on y arrive, arrive quand meme|bien, finissent par|finit par, le systeme .. accessible|ouvert, la connexion .. @works,
    hormis, a part cela|ca
    """,
}
