"""What support managers and customers say in English."""

FUNCTION_WORDS = """
    the and is are to of in we our it that this for with on not have has be can you was but from
    they i my at all when since any please only been no does do will an or as by if there so
    """

CLASSES = {
    "people": """
    user|users|people|person|persons|agent|agents|employee,
    employees|colleague|colleagues|technician|technicians|tech|techs|dispatcher,
    dispatchers|staff|seats|seat|crew|crews|supervisor|supervisors,
    manager|managers|operator|operators|rep|reps|team|teams,
    customer|customers|client|clients|engineer|engineers|driver|drivers,
    nurse|nurses|advisor*|adviser*|approver|approvers|editor|editors,
    designer|designers|marketer*|desk|desks|station|stations|site,
    sites|office|offices|branch|branches|store|stores|location,
    locations|country|countries|fitter*|plumber*|electrician*|mechanic*|cleaner*,
    worker*|planner*|caller*|patient*|member*|student*|volunteer*|handler*,
    van|vans|region|regions|department*|contact|contacts|account*,
    temp|temps|intern|interns|clerk|clerks|helper*|lead,
    leads|analyst*|brand|brands|market|markets
    """,
    "cannot": """
    cannot|cant|couldnt, can not, can t, couldn t, could not, unable to, not able to, no longer
    able to, can no longer, is impossible to, it's impossible to, fail* to, refus* to, won't,
    nobody can, no one can, no user can, isn't able to, aren't able to, none of .. can, not ..
    possible to, neither .. can, can hardly, not one .. can, cannot even
    """,
    "neg": """
    does not, doesn t, do not, don t, did not, didn t, is not, isn t, are not, aren t, was not,
    wasn t, has not, hasn t, have not, haven t, no longer, never, not, stopped, won t, will not,
    nothing, none of .., no, refuses to, refuse to, fails to, fail to, failing to, ceased, quit,
    doesnt, dont
    """,
    "use": """
    use|using|open|opening|access|accessing|load|reach,
    reaching|log|login|sign|signin|save|saving|call,
    dial|answer|receive|send|sending|create|creating|approve,
    release|submit|assign|close|start|schedule|dispatch|upload,
    download|publish|edit|view|see|find|search|export,
    import|print|sync|book|process|work|working|complete,
    connect|hear|transfer|pick|get|do|operate|take,
    make|update|change|enter|run|record|route|reply,
    respond|proceed|continue|finish|sell|pay|invoice|check, read
    """,
    "works": """
    work|works|worked|working|function|functions|functioning|ok,
    okay|fine|operational|normal|normally|perfectly|running|runs, unaffected
    """,
    "system": """
    system|systems|app|apps|application|applications|platform|service,
    services|site|everything|portal|tool|software|product|server,
    servers|telephony|phones|phone|lines|line|production|prod,
    board|dashboard|workspace|instance|it|modules|module|dam,
    dispatch|queue|queues|channel|channels|voice|api|sso,
    login|ivr|dialler|dialer|aprimo|aircall|zuper|bcr, sweethawk|website|calls|numbers
    """,
}

SIGNALS = {
    "production": """
    production, prod, productive .. system|environment|account|instance, live
    account|system|environment|org|site|tenant, live
    instance|service|operation|operations|data|platform, live
    workspace|line|board|database|numbers|queue, live calendar|stock|one, in live, on live, our
    live, the live, real environment|account|system|customers|platform, not a test, not the
    sandbox, not a sandbox, not a drill, go live is over, in real life, the real one
    """,
    "non_production": """
    sandbox*, staging, uat, preprod*, pre prod*, pre production, non production, nonprod*,
    test|testing|qa|dev|development|training|demo|trial|acceptance|practice|integration|playground|rehearsal|pilot
    environment|system|account|instance|org|tenant,
    test|testing|qa|dev|development|training|demo|trial|acceptance|practice|integration|playground|rehearsal|pilot
    workspace|server|stack|platform|site|copy,
    test|testing|qa|dev|development|training|demo|trial|acceptance|practice|integration|playground|rehearsal|pilot
    client|installation|stage|portal|database|box,
    test|testing|qa|dev|development|training|demo|trial|acceptance|practice|integration|playground|rehearsal|pilot
    number|queue|line|setup, demo, proof of concept, poc, test data, test users only, copy of
    production, mock, before go live, not live yet, not yet live, go live is planned|in|on|next,
    training session|course|class|day
    """,
    "production_fine": """
    production|prod|live .. is|are|works|runs|keeps|remains ..
    fine|ok|okay|unaffected|normal|good|running|working|healthy|untouched|well,
    production|prod|live .. not affected|touched|concerned|involved, production|prod|live ..
    works|unaffected|unharmed|runs|untouched, not .. affect* .. production|prod|live, nothing ..
    production|prod, no impact on .. production|prod|live, not .. in .. production|prod, not
    production, isn t .. production, is not .. production, only ..
    sandbox|staging|test|training|demo, real one|system .. fine|works|unaffected, nobody .. real
    .. affected, production|prod|live .. not .. this|problem|happen*|show
    """,
    "everyone": """
    everyone, everybody, every body, nobody, no one, noone, none of our|the|us|them|my, every
    single .. @people, not a single, all .. @people, all # .. @people, every @people, every
    agent|user|tech|technician|site|office, every branch|location|team|ticket|job|call, every
    customer|desk|store|market|country|single, every module|region|department|number|line, all of
    us, all of our|the|them, whole company|team|organisation|organization|office|floor, whole
    group|department|site|business|contact|call, whole shift|country|region|firm|account|hospital,
    whole city|fleet|system|platform, entire company|team|organisation|organization|office|group,
    entire department|business|workforce|site|floor|system, entire platform|account|service|fleet,
    company wide, global*, across the board, across all .. @people, all over, worldwide, any of
    our @people, any of the @people, any agent|user, each and every, across the
    company|organisation|group|world, us all, for all, all #, neither .. nor .. can, none of them,
    any user|users|agent|agents, both offices|sites|regions, no
    user|users|agent|agents|tech|technician|caller|customer|approver can|get*|is, on all ..
    numbers|lines|devices
    """,
    "part": """
    some|several|certain|few|part|half .. of .. @people, third|quarter|most|many|subset|handful ..
    of .. @people, some|several|certain|many|most @people, # % of, # percent, about half, around
    half, roughly half, half of|the|our|a, # in #, one in #, one out of #, every
    second|third|fourth|fifth|other|tenth, # out of #, a third of, a quarter of, two thirds, # of
    our|the|them, not all .. @people, only .. remote|home|some|part|one|chrome|iphone|android, one
    of .. offices|sites|branches|teams|regions|queues, one of ..
    lines|numbers|brands|locations|countries, part of the|our, partly, partial*, in some|certain
    cases, a fraction of, remote .. @people, one office|site|branch|team|region|brand, one
    queue|group|department|location|market|country, one depot|line|number, our ..
    office|branch|depot|team only, one third, every few, majority of, one of our #, # %
    """,
    "one_person": """
    one .. agent|user|person|colleague|technician|tech, one ..
    customer|employee|member|rep|operator|dispatcher, one ..
    headset|laptop|pc|phone|device|machine, one .. computer|manager|ticket|job|record|asset, one
    .. contact|supervisor|lady|gentleman|man|seat, only me, just me, only i, for me, my own, my
    computer|laptop|pc|phone|screen|account, my password|browser|headset|mac|ipad|tablet, my
    profile|avatar|picture|desk|login|photo, my dashboard|mouse, a single
    user|agent|person|ticket|colleague|job|technician|tech, a colleague, one of my|our
    colleagues|agents|users|team|guys|techs, one of my|our technicians|people|staff|drivers, a
    user|technician|new hire|new colleague|newcomer|trainee, nobody else, no one else, only on my,
    just on my, others .. fine|ok|okay|work|don t, everyone|everybody else .. @works, one only,
    only one|a single .. affected, only .. happens to|on .. his|her|my|one, for one, single
    person, i m the only, only for .. him|her, just one
    """,
    "outage": """
    @system .. is|are|was|went|gone|has|been|be|still|completely|totally|all|all|again ..
    down|dead|offline|unreachable|unavailable|inaccessible|unusable|inoperable|out, down for
    everyone|everybody|all|us,
    is|are|went|gone|been|still|all|completely|totally|everything|system|wholly down, @system
    down, @system dead, nothing .. works|working|loads|opens|functions|happens at
    all|responds|moves|goes, nothing at all, @neg .. start .. at all, not .. reachable,
    unreachable, inaccessible, unusable, inoperable, outage, blackout, total failure, complete
    failure, complete loss, complete*
    down|dead|unusable|unavailable|stopped|blocked|broken|frozen|stuck, totally
    down|dead|broken|blocked|unusable|frozen, dead, everything .. stopped|stands|stands
    still|is|gone|stuck|frozen|froze|hangs|broken|failed|fails|dark|returns, all .. calls ..
    drop|fail|dead|lost|cut|disconnect*, no .. calls ..
    in|out|come|coming|get|go|reach|arriv*|through|at all, no calls, no inbound|incoming|outbound
    .. calls, no call .. through|arrives|reaches|gets|rings, neither .. in .. nor .. out, blank ..
    page|screen, white .. page|screen, empty page|screen for, gateway|service timeout|unavailable,
    bad gateway, @cannot .. log|sign|get .. in, @cannot .. log|sign|get in|on, @cannot .. login,
    @cannot reach|open|access|load .. @system, can t get .. in|into, nobody|no one ..
    can|gets|get|is able .. in|into|access|login|log|sign|open|work|do|use|reach|call|anything,
    all|every .. @people .. locked|kicked|thrown|logged out, locked out, does not|doesn t|won t ..
    load|open|start .. at all|for anyone|any, crash* .. for all|everyone|everybody, all
    modules|channels|queues|lines|numbers .. down|dead|gone|affected|fail*, silence, not a single
    call|job|ticket|message|order, @system .. @neg .. respond*|load*|open*|start|come|coming,
    @system .. gone|vanished|disappeared|crashed|collapsed|froze|frozen|died|broke|broken, won t
    load, engaged tone, busy tone|signal, ring* out, dead line|air, fast busy,
    server|database|connect* .. error|unreachable|refused|down|lost, service unavailable, stuck on
    .. logo|loading|spinner|splash, no dial tone, total* outage|standstill|blackout|stop, knocked
    out, fallen over, not coming up, kaput
    """,
    "lost": """
    @cannot .. @use, @cannot @use, @cannot be @use, @cannot be
    opened|saved|sent|closed|assigned|created, @cannot be
    approved|used|reached|edited|changed|called, @cannot be
    answered|done|processed|scheduled|booked|signed, @cannot be
    loaded|published|released|started|completed|entered, @cannot be
    found|heard|uploaded|downloaded|printed|selected, @neg ..
    work|works|working|respond*|load*|open*, @neg .. save*|sync*|arriv*|reach*|ring*|start*, @neg
    .. appear*|show*|update*|deliver*|connect*|fire*, @neg .. trigger*|get|go|come|run*|send*,
    @neg .. sent|receiv*|created|assigned|recorded|stored, @neg ..
    written|saved|delivered|come|comes|produced, @neg ..
    processed|generated|happen*|move*|answer*|play*, @neg ..
    print*|export*|complet*|finish*|refresh*|stick*, @neg ..
    transfer*|route*|process*|publish*|match*|calculat*, @neg .. function*, stopped ..
    working|sending|syncing|responding|arriving|coming, stopped ..
    recording|updating|loading|firing|running|ringing, stopped ..
    showing|writing|creating|processing|delivering|routing, stopped .. printing|being, broken,
    broke, is|are|seems|got|gets|was broken|dead|gone|stuck|missing|blocked,
    is|are|seems|got|gets|was frozen|empty|greyed|grayed, hang*, hung, stuck, freez*, frozen,
    froze, fail, fails, failed, failing, failure, error|errors ..
    every|each|on|when|whenever|message|for|in|since|at|instead, gives ..
    error|locked|failed|nothing, throws, returns .. error|nothing|empty, crash*, kicked out,
    disappear*, vanish*, missing, gone, out of order|service|action, hangs up, cuts off, cut off,
    drops, no longer, does nothing, nothing happens, end* in .. failed|error, spins forever,
    endless* .. spin*|load*, goes nowhere, impossible, no ..
    notification*|email*|mail*|sms|message*|invoice* .. since|arriv*|go*|come*|sent|any
    more|anymore|at all|are|is|reach*|get*|come|show*, no ..
    report*|sound|audio|recording*|button|result* .. since|arriv*|go*|come*|sent|any
    more|anymore|at all|are|is|reach*|get*|come|show*, no .. response|reply|data|ticket*|job*|sync
    .. since|arriv*|go*|come*|sent|any more|anymore|at all|are|is|reach*|get*|come|show*, no ..
    update* .. since|arriv*|go*|come*|sent|any more|anymore|at all|are|is|reach*|get*|come|show*,
    unavailable, not available, disabled, got nothing, comes back empty, rejected, reject*,
    bounc*, loses, lost, losing, one way audio, cannot hear|be heard, can t hear
    """,
    "stopped": """
    @people .. idle|waiting|standing|stranded|sitting|sat|sent home|twiddling|stuck|unable|stand,
    stand* still, standstill, at a halt, to a halt, come|came|ground to, stand* idle, sit* idle,
    sitting idle, sent .. home, sending .. home, send .. home, no .. idea where to go, no one
    knows where, nobody knows where|who|what, closed ..
    counter|shop|store|doors|gates|office|desk|line, gates|doors|shops|stores .. closed|shut|stay
    closed, business .. stopped|standing|closed, can t work|operate|trade|do
    anything|serve|dispatch|invoice|reach anyone, cannot work|operate|trade|do
    anything|serve|dispatch, no work .. possible|done|can be, work ..
    stopped|ceased|stops|impossible|is at, all work, production .. halted|stopped, everything ..
    halt|standstill|stands, paralys*, paralyz*, out of business, nobody .. working|works|can work,
    we are blind|dead|closed|stuck|grounded|stranded, we re
    blind|dead|closed|stuck|grounded|stranded|sitting|standing|at a standstill|dark, turn* ..
    away, turning customers away, cancel* .. all|every .. appointment*|visit*|job*|shift*, lines
    .. stopped, trucks|vans|vehicles|crews|techs|technicians|drivers|people .. not
    moving|parked|yard|idle|waiting|stranded|sit|sat|stand, customers .. reach us .. at all,
    @cannot reach us, on personal mobiles|phones, nothing leaves, nothing goes out
    """,
    "degraded": """
    slow, slowly, slower, slowness, sluggish, lag, lags, laggy, lagging, crawl*, delay, delays,
    delayed, late by, performance, takes # minutes|seconds|min|sec|times|hours, take* .. # ..
    minutes|seconds|min|sec|hours|tries|attempts, take* .. a|one|half .. minute|hour, takes ages,
    takes forever, # .. minutes|seconds|min|sec|hours .. instead|late|to|before|per|each|behind|a
    go|for each, intermittent*, sporadic*, sometimes, occasional*, from time to time, on and off,
    off and on, now and then, random*, every now, at times, flaky, unstable, unreliable, patchy,
    erratic*, timeout* .. sometimes|often|many, time out, times out, timing out, second
    try|attempt, third try|attempt, on retry, after .. retries|tries|attempts, retry, drop* ..
    every|after|often|during|calls|out, chopp*, crackl*, robotic, garbled, echo, jitter, quality,
    degrad*, partial*, partly, half the|of, every second|third|fourth|fifth|other|tenth, one in #,
    # in #, # % .. of, # out of #, only .. half|part|third|quarter, reduced, fraction of, limp*,
    wrong order, out of order, duplicat*, twice, double*, out of sync, stale, outdated, old
    data|version, incomplete, behind, backlog, queue .. grow*|build*|long*, down to #, instead of
    #, against .. #, normally #, usually #, piling up, not always, works .. but, bottleneck,
    hiccup*, glitch*, kick* out .. every|hour*
    """,
    "cosmetic": """
    typo, typos, typing error, spelling, misspel*, spelt, spelled, misspelt, grammar, capital
    letter, wording, label|labels .. says|reads|wrong|cut|overlap*|truncat*, color, colour,
    colours, colors, shade, pixel, pixels, logo, font, alignment, misalign*, aligned, icon, icons,
    cosmetic, visual*, layout, overlap*, ugly, look and feel, dark mode, translat*, tooltip,
    spacing, margin, footer, header says, apostrophe, comma, umlaut, accent, accents, emoji,
    column order|width|header|title, wrong|old|outdated
    icon|picture|photo|flag|logo|name|title|label|heading, date format, time format, background,
    scrollbar, scroll bar, truncated, slightly, heading, caption, placeholder, hurts my eyes, sort
    order, week start*, nitpick*, eyesore
    """,
    "no_way_out": """
    no .. workaround|work around, no other way|route|means|method|option|channel, no other
    system|process|tool|path|possibility|copy, no other list|solution|line|provider, no
    alternative*, no fallback, no fall back, no backup*, no back up, no plan b, no second ..
    line|system|provider|way|route, no way|means .. to|of|around|round|out, no way
    around|round|out, not another way, isn t another|any|a ..
    way|process|route|copy|workaround|system, there s no|nothing else|nothing .. to fall back,
    nothing .. help*|works|worked|changes|changed|fixes round|on paper, nothing ..
    fixed|bypass*|gets round|on paper, nothing else to, without ..
    success|result|effect|luck|avail|improvement|any change, to no avail, in vain, no
    success|luck|effect|joy|change|improvement|difference|use, all the same, same
    result|error|thing|outcome|everywhere|story|picture|message|there|problem, still the same, the
    same .. on|in|with|from|via|for .. every*|all|other|another|different|mobile, the same ..
    on|in|with|from|via|for .. phone|app|browser|chrome|firefox|edge, the same ..
    on|in|with|from|via|for .. api, any browser|device|route|way|channel, by any|every
    route|way|means, every route|channel|device|browser|way, didn t|did not|doesn t|does not|hasn
    t|has not|don t .. help|change|fix|solve|matter, made no difference, no difference, out of
    ideas, tried everything, tried all, tried ..
    all|every|both|none|no|fail*|same|neither|nothing, have tried, ve tried, we tried, i tried,
    already tried, neither .. nor, also
    fail*|fails|dead|down|affected|refused|gone|broken|does|hangs, fails as well|too, as well ..
    fails|dead|same, same .. api|app|phone|mobile|web|browser, re install* .. same, reinstall* ..
    same|nothing|help|fail*, restart* .. nothing|help|same|without|times, only ..
    place|copy|system|way|tool|channel|app .. we|for|is|have|that, the only
    copy|place|system|way|channel|record|tool|source, only exist* in, exist* only|nowhere, nowhere
    else, nothing on paper, no paper, no copy, no list, no other, depend* ..
    entirely|solely|completely|only, can t be bypassed|worked around|replaced|done .. otherwise|by
    hand|manually, cannot be bypassed|worked around|replaced|done .. otherwise|by hand|manually,
    @cannot .. by hand|manually|otherwise|elsewhere|differently|any other way|around, not allowed
    .. by hand|manually|otherwise|on paper|without, not|illegal|forbidden .. permitted|allow* ..
    otherwise|without|paper, law .. forbids|requires|demands, no one else, either .. same, nor ..
    does|is|can|do|will
    """,
    "way_out": """
    workaround, work around, workarounds, as a stopgap, stopgap, in the meantime, meanwhile, for
    the time being, for now, until then, until it s fixed, as an alternative, alternativ*,
    instead, fall back, fallback, plan b, fell back, fallen back, falling back, resort*, switched
    to, switch* .. over to, moved .. to, get by, getting by, we manage, manage .. with|for now|so
    far|by|without, managing, coping, cope, we can live with, can live with, make do, making do,
    limping along, limp along, keeps us going|afloat|running, keep* ..
    going|afloat|running|operating, gets the job done, does the job|trick, do the job|trick, it
    holds, holding, works ..
    if|when|via|with|through|from|in|by|over|on|after|instead|fine|but|as|perfectly, worked ..
    if|when|via|with|through|by|after, does work, do work, still
    works|work|working|possible|available|usable, can still|always|also|be done|use|do, still ..
    able to|can|get|be|reach, is possible .. via|by|with|through, by hand, manually, manual, by
    way of, refresh* .. helps|fixes|does|and|works|solves|brings, reload* ..
    helps|fixes|does|works|solves|brings|and, restart* .. helps|fixes|does
    it|works|solves|brings|gets, log* out and .. in, second click|try|attempt .. works|goes|it, if
    i|we|you .. it|they .. works|fine|does|goes|ok|okay, helps, that helps, via ..
    api|web|app|mobile|phone|browser|csv|mail|email|export|script|macro, on paper, spreadsheet*,
    excel, whiteboard, google sheet, paper list*, using ..
    instead|web|mobile|app|other|old|chrome|phone|mobiles, use .. instead|web|mobile|other|chrome,
    have a way, through the|an .. api|old|other|web|export|portal|app, so we|i|they ..
    use|copy|export|type|call|phone|send|do|go|just, bridging, bridge, makeshift, improvis*,
    temporar*, forwarded .. to, divert* .. to, diverted, redirect* to, goes through|out|up after,
    in the end, eventually, still .. running|operating|operate|operational|going|on
    time|served|happen*
    """,
    "effort": """
    # .. @people .. copy*|typ*|phon*|ring*|call*|check* time|fulltime|overtime|night|weekend|all
    day|shift*|extra|doing|on it|busy|instead|working|spreadsheet*|clicking|one by one|do
    nothing|correct*|clean*|fix*|reenter*|distribut*|forward*|relay*|run*, # .. @people ..
    compar*|sort*|enter*|print*|driv*|retyp* time|fulltime|overtime|night|weekend|all
    day|shift*|extra|doing|on it|busy|instead|working|spreadsheet*|clicking|one by one|do
    nothing|correct*|clean*|fix*|reenter*|distribut*|forward*|relay*|run*, # .. @people ..
    rekey*|key*|writ*|watch*|listen*|monitor* time|fulltime|overtime|night|weekend|all
    day|shift*|extra|doing|on it|busy|instead|working|spreadsheet*|clicking|one by one|do
    nothing|correct*|clean*|fix*|reenter*|distribut*|forward*|relay*|run*, # .. @people ..
    manual*|hand|full time|fulltime|overtime|night|weekend|all day|shift*|extra|doing|on
    it|busy|instead|working|spreadsheet*|clicking|one by one|do
    nothing|correct*|clean*|fix*|reenter*|distribut*|forward*|relay*|run*, # .. @people ..
    drop|dropped|pulled|taken|moved|borrowed been|from other|from another, # .. @people ..
    off|stay*|spend*|spent|need*|now been|from other|from another, # .. @people .. sit|have
    been|from other|from another, pulled .. off|from|in, pulling .. off|from|in|people|staff,
    taken off, took .. off, borrow*, drafted in, roped in, called in, brought in, brought back,
    all hands, drop* everything, overtime, extra shift*, extra hours|staff|people|hands|work,
    additional staff|people|shift*|hands, double shift*, night shift, through the night,
    until|till midnight|late|0:00|night|dawn, all night|weekend|day long|afternoon|morning, around
    the clock, weekend work, temps, agency staff, by hand, manually, manual, one by one, one at a
    time, each .. separately|individually|singly, individually, retyp*, re typ*, rekey*, re key*,
    re enter*, reenter*, copy*|copies .. by|from|into|out|each|every|everything|all|the, copy and
    paste, copy past*, typing .. in|into|from|by|everything|all|each|up, phoning, ringing ..
    each|round|up|every|all|customers|them|people|desks, ring ..
    each|round|up|every|all|customers|them|desks|the, phone each|every|all|round|them|the, calling
    .. each|every|all|them|around|round|one, call each|every|everyone|all|them ..
    one|individually, read* out .. phone|over, dictat*, walkie*, whiteboard, on paper, pen and
    paper, paper list*, spreadsheet*, in excel, courier, runner*, driv* .. to ..
    office|depot|warehouse, hours .. a day|each day|every day|per day|daily|extra|of work|a
    go|each time|a night|of manual, # .. hours|h .. day|daily|night|extra|each|work|shift,
    whole|entire team|department|office|day|shift|afternoon|weekend ..
    on|just|to|with|spent|copying, whole|entire team|department|office|day|shift|afternoon|weekend
    .. checking|busy|doing|is|has|does, whole|entire
    team|department|office|day|shift|afternoon|weekend .. hand, half the|a|our
    team|department|staff|day|shift .. busy|on|just|to|doing|copying, half the|a|our
    team|department|staff|day|shift .. occupied, full time, fulltime, can t keep|hold|sustain ..
    up|this|going|it|on|out, cannot keep|hold|sustain .. up|this|going|it|on|out, not sustainable,
    unsustainable, won t last|hold, will not last|hold, can t go on, exhaust*, worn out, at ..
    limit, at breaking point, breaking point, at the end of .. tether|strength, on .. knees, keep*
    .. up .. until|beyond|past|much longer|for long|another, hold out, costs us, cost* .. #,
    costly, enormous effort, great effort, huge effort, big effort, considerable effort,
    significant effort, massive effort, a lot of .. work|effort|time|manual, labour|labor
    intensive, laborious, painstaking*, tedious, work around the clock, off their
    own|normal|usual|real|other work|job|jobs, off the phones|road|floor|desks,
    people|staff|agents|team off, away from .. work|desks|phones|jobs|patients|customers
    """,
    "easy": """
    # seconds, a second, a few seconds, a couple of seconds, # clicks, one click, one more click,
    an extra|additional click, extra click, two clicks, a click, one minute, a minute|moment ..
    no|and|it|then, no big deal, not a big deal, no drama, no problem, not a problem, no trouble,
    without trouble|problems|any problem|issue|issues|effort|difficulty, easy, easily, simple,
    simply, just .. refresh|reload|click|press|use|swap|log|type|restart|scroll|close, i
    just|simply|then, does the job|trick, that s fine, that is fine, is fine, works
    fine|well|perfectly|just as|equally|normally|as well|ok|okay|great|nicely, works .. just as
    well|equally well|just fine, fine with|for us|me, just as well|good|fast, nobody|no one ..
    minds|mind|complain*|notice*|bother*|suffer*|hurt|waiting|waits|noticed, costs ..
    nothing|seconds|no, happy with, live with, no extra|effort|time lost, hardly ..
    effort|notice*|matter*|any, barely .. notice*|matter*, gets by, quick|short
    fix|workaround|way, a nuisance, nuisance, annoy*, inconvenien*, irritat*, mild*, minor, small,
    tiny, little, trivial, refresh* .. helps|fixes|works|solves|brings|and, f5, reload* ..
    helps|fixes|works|solves|brings, in no time, no loss, lose no|nothing, no .. delay, nothing ..
    lost|late|missed|delayed|wrong, habit, get used to, macro
    """,
    "exposed": """
    other|another|different|wrong|foreign|strange* ..
    customer|customers|client|clients|company|companies|tenant|tenants|person|people|patient|patients|organisation|organization|account|family|firm|employee*
    .. data|ticket|tickets|details|name|names, other|another|different|wrong|foreign|strange* ..
    customer|customers|client|clients|company|companies|tenant|tenants|person|people|patient|patients|organisation|organization|account|family|firm|employee*
    .. address|addresses|recording*|file|files|invoice*,
    other|another|different|wrong|foreign|strange* ..
    customer|customers|client|clients|company|companies|tenant|tenants|person|people|patient|patients|organisation|organization|account|family|firm|employee*
    .. record*|conversation*|job|jobs|document*|balance*,
    other|another|different|wrong|foreign|strange* ..
    customer|customers|client|clients|company|companies|tenant|tenants|person|people|patient|patients|organisation|organization|account|family|firm|employee*
    .. number*|call|calls|photo*|message*|mail*, other|another|different|wrong|foreign|strange* ..
    customer|customers|client|clients|company|companies|tenant|tenants|person|people|patient|patients|organisation|organization|account|family|firm|employee*
    .. list|history, other|another|different customer|person|company|client|patient|tenant s,
    other|another|different organisation|organization|family s, someone|somebody else s,
    someone|somebody else's, strangers, stranger s, of .. other|another|a different|a foreign ..
    customer|customers|company|companies|client|clients, of .. other|another|a different|a foreign
    .. person|people|tenant|patient|patients|account, belong* to ..
    other|another|different|someone|somebody|strangers, @people .. see|sees|saw|read|reads|open ..
    other|others|another|someone|somebody|strangers|different|each
    other|private|salar*|confidential|medical, @people .. opens|view|views|hear|hears|heard ..
    other|others|another|someone|somebody|strangers|different|each
    other|private|salar*|confidential|medical, @people .. get|gets|receive* ..
    other|others|another|someone|somebody|strangers|different|each
    other|private|salar*|confidential|medical, can .. be ..
    seen|opened|read|viewed|downloaded|accessed|heard ..
    anyone|anybody|everyone|outsiders|strangers|public, visible to ..
    anyone|anybody|everyone|all|public|customers, visible to ..
    outsiders|others|other|strangers|world|whole, visible to ..
    unauthori*|external|people|wrong|every|guests, visible to .. requester*, readable
    by|to|for|without|through, accessible ..
    anyone|without|public|internet|outside|all|everybody|everyone|from, without ..
    logging|login|password|log|signing|authenticat*|sign|being logged, public* ..
    accessible|readable|visible|indexed|available|on google|internet|url|link|reachable, open to
    .. world|anyone|anybody|everyone|public|internet|the whole, on google, search engine*,
    indexed, leak, leaks, leaked, leaking, data breach, breached, privacy
    breach|incident|violation, security hole|breach|incident|vulnerability|flaw|gap|issue|leak,
    vulnerab*, hacked, hacker*, intruder*, intrusion, attacker*, compromised, unauthori*, stolen,
    exfiltrat*, ransom*, malware, exposed, exposes, exposing, exposure, private ..
    comment*|note*|message* .. visible|shown|public|sent|seen|readable, private ..
    comment*|note*|message* .. go|appear*|customer*, internal .. note*|comment*|message* ..
    visible|shown|public|sent|seen|readable, internal .. note*|comment*|message* ..
    go|goes|appear*|customer*, former|ex .. employee*|staff|colleague*|agent*|worker* ..
    still|can|log*|access|sees|see, former|ex .. employee*|staff|colleague*|agent*|worker* ..
    download*|read, still .. log in|access .. left|dismissed|fired|former|deactivated|deleted,
    deactivated|suspended|deleted|dismissed|removed .. user*|account*|agent*|employee* ..
    still|can|log, wrong|different .. person|customer|recipient|patient|client|company ..
    gets|got|receive*|sees|see|saw|is|was|data|name, sent to ..
    wrong|other|different|strangers|another|all|third, mixed up ..
    customer*|patient*|data|tenant*|account*, mix* up .. customer*|patient*|data|tenant*|account*,
    password* .. plain|clear|visible|readable|shown|exposed, plain text, cleartext, logged in as
    .. someone|another|somebody|other|different|him|her|colleague, we .. see|get|receive ..
    data|tickets|jobs|calls|customers .. not ours|aren t ours|of others|someone|another|other, not
    ours|mine, aren t ours|mine, don t belong to us, nothing to do with us, a
    company|customer|person we have never, never heard of, changing|change|increment* .. number|id
    .. url|address|link, in the url, api key* .. visible|exposed|public|leaked, token* ..
    exposed|leaked|public|visible, bypass* .. permission*|login|role*|authentica*|2fa|password,
    any password, wrong password
    """,
    "falsified": """
    by itself|themselves, on its own, on their own, of its own accord, nobody|no one ..
    did|touched|made|entered|booked|ordered, nobody|no one ..
    changed|created|asked|deleted|approved|triggered, nobody|no one .. clicked, no human|person ..
    did|touched|changed, overwrit*, overwrote, delet* .. by itself|itself|our|all|without|data,
    delet* .. by events|records|jobs|customers|tickets|files, delet* .. by assets|themselves,
    is|are|keeps|been|being|gets|get|got deleting|deleted|erased|erasing|wiped|wiping,
    is|are|keeps|been|being|gets|get|got
    overwritten|destroyed|scrambled|corrupted|falsified|swapped,
    is|are|keeps|been|being|gets|get|got shuffled|altered|emptied|zeroed|purged|mangled, erase*,
    wiped, wipes, corrupt*, falsif*, tamper*, scrambl*, swapp*, shuffl*, data loss, lost data,
    data .. lost|gone|missing|wrong|destroyed|vanished|disappear*|changed, loses ..
    data|record*|signature*|ticket*|job*|photo*, disappear* .. seconds|later|minutes|by|from the
    database|for good|permanently|after, vanish* .. seconds|later|minutes|by|from|for good|after,
    gone for good, irretriev*, irrecover*, permanently .. gone|deleted|lost|removed, for good,
    wrong .. amount*|price*|customer*|patient*|total*|balance* ..
    written|stored|saved|booked|appear*|sent|charged|entered|since|shows|in|printed|billed, wrong
    .. address*|dose*|date*|name*|number*|quantit* ..
    written|stored|saved|booked|appear*|sent|charged|entered|since|shows|in|printed|billed, wrong
    .. value*|data|account*|meter*|bank|iban ..
    written|stored|saved|booked|appear*|sent|charged|entered|since|shows|in|printed|billed,
    charged .. twice|double|wrong|again|multiple|customers|cards, booked ..
    twice|double|again|wrong, paid .. twice|double, duplicate ..
    payment*|charge*|invoice*|order*|booking*, double ..
    charge*|payment*|booking*|invoice*|billing,
    amount*|prices|totals|figures|values|numbers|quantities|dates ..
    changed|change|altered|differ|multiplied|wrong,
    amount*|prices|totals|figures|values|numbers|quantities|dates ..
    overwritten|shift*|zero|false, history|records|database ..
    rewritten|changed|altered|falsified|wiped|gone|empty, restor* ..
    backup|data|from|possible|side, roll back .. data, replaced .. by|with ..
    other|wrong|old|another|zeros|zero, replaced .. by|with .. random|someone|different, assigned
    to the wrong|another|other .. customer*|patient*|account*, attached to ..
    wrong|other|another|different, merges|merged ..
    customer*|contact*|patient*|tickets|accounts|records ..
    itself|wrong*|different|by|unrelated|strangers, merges|merged ..
    customer*|contact*|patient*|tickets|accounts|records .. together, data .. integrity, integrity
    of, silently .. chang*|delet*|drop*|overw*|los*|remov*|discard*, phantom, ghost ..
    order*|job*|booking*|entr*, invent*, fabricat*, random ..
    values|numbers|amounts|customers|data, every .. disappear*|gone|vanish*|empty|wiped, all ..
    @people|tickets|jobs|tasks|lists|templates ..
    gone|empty|deleted|vanished|disappeared|erased|lost|missing, all ..
    assets|records|data|files|customers|contacts ..
    gone|empty|deleted|vanished|disappeared|erased|lost|missing, all .. history ..
    gone|empty|deleted|vanished|disappeared|erased|lost|missing
    """,
    "question": """
    how do|can|would|could|does|to|is|should .. i|we|one|you|it, how to, how long|many|much|often
    .. is|are|do|does|can|will, where do|can|is|are|would .. i|we|the|it|you, is there ..
    a|any|an|some way|option|possibility|setting|limit|list, is there .. a|any|an|some
    report|shortcut|guide|chance|possibility|plan, is there .. a|any|an|some article|trick, is it
    possible, would it be possible, is that possible, can
    i|we|you|one|it|the|a|an|someone|somebody, could i|we|you ..
    tell|explain|point|confirm|send|show, could i|we|you .. advise|let|help|share|please, do
    i|we|you|they need|have|know|support|plan|offer|mean, does .. support|work
    with|allow|exist|mean|include, what is|are|does|do|s|would|happens ..
    the|best|difference|a|it|if, what is|are|does|do|s|would|happens .. when|way|recommended|mean,
    which .. should|is|are|setting|option|plan|role|permission|button|version, who can|do,
    question, questions, wonder*, wondering, curious, any
    tip|tips|advice|idea|ideas|recommendation*|hint, advice, intended, is that
    normal|expected|intended|correct|right, is this normal|expected|intended|correct|right|a bug,
    by design, looking for .. way|guide|documentation|advice|information|setting, would like to
    know|understand|learn, like to know, want to know|understand, please explain, explain, point
    me, should i|we, when will|is|do|does, are there, am i, will it|there|the, may i, did i, tell
    me|us how|where|what|which|if|whether, show me how, learn*, new here, just started, forgot* ..
    password, forgotten .. password, reset .. password, best practice*, walk me through, can t
    find .. setting|button|option|where|menu, couldn t find, don t know how|where|which, not sure
    how|where|which|whether, clarif*, understand how|why|what|whether
    """,
    "feature_request": """
    feature request*, enhancement*, feature suggestion, suggest*, suggestion*, idea for, an idea,
    wish, wishlist, wish list, roadmap, would be nice|great|lovely|cool|good|handy, would be
    helpful|useful|wonderful|fantastic|awesome|amazing, would be brilliant|super, d be
    nice|great|lovely|cool|good|handy|helpful|useful|wonderful, would love, we d love, i d love,
    would like to see, please add, could you add|build|make it
    possible|introduce|implement|consider, can you add|build|introduce|implement|offer|make,
    please consider|implement|build|introduce, plan|plans to|for add, planning to add|support, do
    you plan, ever consider*, have you thought|considered, it would help .. if|us, missing
    feature, new feature, support for .. planned|future|coming, vote, upvote, improvement*, love
    to have|see, would be .. if .. could, add ..
    option|support|possibility|button|ability|feature|language, would appreciate ..
    option|feature, feature .. request*|wish|idea, dream of, in a future|later|next
    version|release
    """,
    "paperwork": """
    questionnaire, questionnaires, audit, audits, auditor*, certificat*, iso 27001|27018|9001, soc
    2|ii|report, pen test report, penetration test .. report, due diligence, dpa, data processing
    agreement, processing agreement, gdpr request|question|article|compliance, dpo, data
    protection officer, sub processor*, subprocessor*, compliance team|form|check|question*,
    documentation, user guide, manual for, training materials|material|session|course, webinar,
    onboarding, slides, brochure, reference letter, quote for, offer for, price list, pricing,
    contract, contracts, renewal, licence*|license* ..
    renew*|more|additional|count|number|expire*|buy|cost*, additional licen*|seats|users, upgrade
    .. plan|package|suite, account manager, sales, legal department|team, legal ..
    asks|wants|needs, procurement, supplier .. register|assessment|audit, vendor
    assessment|questionnaire|audit|review, risk assessment, risk office, register, please
    complete, attached form|questionnaire, automated message, do not reply, where .. data ..
    stored|hosted|kept, data cent*, retention, survey, invitation, save the date, out of office,
    release notes, changelog, terms of service, bank details changed, our .. new address, policy,
    white paper, statement, data residency, maintenance window, planned maintenance, meeting, demo
    call, visit, interview, case study, presentation, thank you note, copy of
    """,
    "billing": """
    invoice*|bill|bills|billing|billed|charged|overcharged|refund*|credit
    note|receipt|receipts|subscription*|payment*|vat|tax|purchase order|po
    number|price|pricing|pro rata|prorated|discount|renewal|licences|licenses|accounting|accounts
    payable|direct debit|credit card|dunning|reminder
    """,
    "porting": """
    porting, port in|our|out|a|the|request|date|order|number|numbers|my|it|them|over, ported,
    ports, number transfer, transfer .. numbers|number .. from|to .. carrier|provider|aircall|you,
    move .. number|numbers .. from|to .. carrier|provider|aircall|you, letter of authori*, loa,
    losing|old|previous|current|former carrier|provider, keep .. number|numbers
    """,
    "third_party": """
    our isp|carrier|provider|router|firewall|proxy .. network|firewall|router, our
    vpn|network|wifi|switch|cable|cabling .. network|firewall|router, our
    antivirus|electrician|own .. network|firewall|router, isp, broadband, bt, telecom provider,
    internet provider|connection|line|access, power cut|outage|failure, cut cable, fibre,
    excavator|digger, microsoft|google|meta|okta|whatsapp|zendesk ..
    is|has|had|have|confirmed|confirms|incident|outage|status|admits|problem|rejected|down|fault|changed|declined,
    salesforce|apple|aws|azure|facebook|twilio ..
    is|has|had|have|confirmed|confirms|incident|outage|status|admits|problem|rejected|down|fault|changed|declined,
    stripe|quickbooks|xero|sage|sap ..
    is|has|had|have|confirmed|confirms|incident|outage|status|admits|problem|rejected|down|fault|changed|declined,
    fault of, not your fault, not you, nothing wrong with ..
    aircall|aprimo|zuper|you|your|app|system, nothing to do with you|aircall|aprimo|zuper|your,
    not .. your .. fault|side|end|system, on our side|end|own, our own ..
    fault|mistake|error|doing|network|change|script|firewall|server|fault, our fault, our it
    department|team .. found|broke|changed|blocked|is, caused by .. our|us|a|the ..
    firewall|network|provider|own|script|carrier, caused by .. our|us|a|the ..
    isp|proxy|update|change, their end|side|fault, third party, partner s, was us, turned out to
    be our|my|us
    """,
    "own_mistake": """
    my mistake, our mistake, by mistake, by accident, accident*, mistakenly,
    i|we|colleague|intern|trainee|agent|user|someone ..
    deleted|removed|overwrote|changed|clicked|imported|uploaded|closed|merged ..
    by|wrong|accident*|mistake|the|a|all|my|our, my fault, own fault, silly me, stupid me, wrong
    button|file, i shouldn t have, can .. be .. restored|undone|recovered|reversed|brought back,
    undo, undelete, recycle bin, clumsy, human error, fat finger*, forgot to, we|i forgot, i
    accidentally
    """,
    "resolved": """
    works|working|fine|ok|okay|normal|stable|up|back|running|good|operational|well|live|online ..
    again, again .. works|working|fine|ok|okay|normal|running, back to normal, back up, is back,
    are back, back online|on|in service, all good|fine|clear|well|green .. now|again|since, all
    good, resolved, solved, fixed .. itself|now|it|since|by|already|in|with|today|yesterday, been
    fixed, is fixed, got fixed, has been .. sorted|fixed|resolved|repaired|restored|corrected,
    sorted .. now|out|itself, sorted, recovered, restored, gone away, went away, no longer ..
    occurs|happens|appears|present|an issue|a problem|needed|affected|relevant, not ..
    happened|occurred|come back|reappeared .. since|again, hasn t|has not ..
    happened|occurred|come back|reappeared|returned, false alarm, can be closed|you can close,
    close .. ticket|this|case|it, please close, for the record, for your
    information|records|statistics, fyi, just .. reporting|for info|letting you know|to let you
    know|informing|so you know|to inform, post mortem, postmortem, root cause, what
    caused|happened|went wrong|was the cause|the cause, cause of, why it happened, rca, incident
    report, report .. on|about .. incident|outage|yesterday|last, explanation, was ..
    down|slow|out|unreachable .. yesterday|last|this morning|for|from|between|until, over now, it
    s over, is over, the worst is over, never mind, nevermind, disregard, ignore ..
    this|my|previous, ignore, no action, nothing to do, no need .. to|for|anything|act, since then
    .. fine|nothing|no|all|ok|working|stable|quiet, came back .. after|at|by itself|on its own|on,
    until .. then it|came back, lasted, yesterday|last week|last night .. for|between ..
    minutes|hours|and, withdrawn, cleared, everything|all .. works|fine|normal|good|ok|okay|runs
    .. now|again|since, now works, works now, working now, fine now, now
    fine|working|ok|okay|resolved, is working .. now, caught up, found the
    cause|reason|culprit|setting|it
    """,
    "relapse": """
    back again, again down, down again, broken again, happening again, again today|this
    morning|now .. fail*|down|same, came back today|this|now, is back, returned, not ..
    fixed|resolved|solved|over|gone|sorted|working|restored|recovered|ok|fine, isn|wasn|hasn|aren
    t .. fixed|resolved|solved|been|over|sorted|working, still ..
    not|down|broken|failing|happening|same|open|no|dead|affected|cannot|unable|nothing|out,
    reopen*, re open*, recurr*, re occur*, reoccur*, closed .. but|although|even though|however,
    nothing .. solved|resolved|fixed, wrongly closed|resolved|marked, once more|again, same
    problem|issue again, got worse, worse than
    """,
    "urgent": """
    asap, immediately, right now, right away, straight away, today, tonight, tomorrow, this
    morning, this afternoon, this evening, within .. hour|hours|minutes, in # ..
    hours|minutes|hour, in an hour, in one hour, by noon|0:00|midnight|tonight|tomorrow|friday
    end, by monday|tuesday|wednesday|thursday|saturday|sunday end, by lunch|end|the end, at
    noon|0:00|midnight, before
    noon|0:00|midnight|tonight|tomorrow|friday|monday|lunch|opening|the, deadline, deadlines, due
    date|today|tomorrow|on|by|in, urgent, urgently, urgency, emergenc*, time critical, patient*,
    hospital*, ambulance*, court, penalt*, fine|fines of, contractual*, legally, law, regulator*,
    statutory, safety, danger*, life, lives, storm*, election*, peak, season, black friday,
    christmas, campaign*, launch, heat wave, heatwave, flood*, payroll, wages, salaries, month
    end, quarter end, year end, closing, customers ..
    angry|leaving|waiting|complain*|shouting|cancel*|lost|losing, losing ..
    money|customers|orders|sales|jobs, lost .. jobs|orders|sales|customers|revenue, every
    minute|hour counts|costs, high* priority, top priority, first priority, priority please,
    escalat*, as soon as, very soon, cannot wait, can t wait, no time, time is running, hurry,
    quick*, fast, soon, the clock is ticking, running out, move* .. up your list, last day,
    expires, auction, broadcast, live show, go to print, print deadline, goes to print, doors
    open, opens at, starts|start at|in|today|tomorrow, frost, freezing, no heating, elderly
    """,
    "not_urgent": """
    no rush, no hurry, not urgent, nothing urgent, no urgency, not .. urgent, not .. pressing, not
    .. critical, not .. important, not .. serious, not .. bad, not .. problem, no .. problem, no
    stress, no pressure, whenever, when you .. have|get .. time|a moment|chance|around|minute, at
    your leisure, in your own time, take your time, someday, one day, some day, some time, at some
    point, sometime, next week|month|quarter|year|spring|summer|autumn ..
    is|fine|will|would|ok|okay|enough|do, can wait, low priority, lowest priority, nice to have,
    just .. curious|wondering|asking|a question|in case|for info|noticed|thought|saying|mention*,
    only .. noticed|wondering|asking|a question, small
    thing|question|remark|request|detail|thing|bug|issue|matter|point|note|one, little
    thing|question|remark|request|detail|bug|issue|thing, tiny
    thing|question|remark|detail|bug|issue, minor, trivial*, nitpick*, detail, not the end of the
    world, no drama, no big, not a big, no harm, harmless, nobody ..
    hurt|harmed|died|noticed|minds|waiting|suffer*, no one ..
    hurt|harmed|noticed|minds|waiting|suffer*, no consequences, no impact, no damage, nothing ..
    wrong|broken|lost|serious|burning|bad|prevented|dramatic|to worry, prevents .. nothing,
    prevent* .. nothing, for the backlog, in passing, by the way, btw, fyi, months away|off, weeks
    away|off, in # months|weeks, this week or next, good enough, happy with, great
    product|tool|app|work|job, keep up the, otherwise .. great|happy|fine|good|perfect, love
    the|your|it, no complaint*, cosmetic, rarely, hardly ever, once a month|year, for next|later,
    nuisance, no need to
    """,
    "rest_works": """
    everything else .. works|fine|ok|okay|normal|good|running|as|is, rest|others|other ..
    works|work|fine|ok|okay|normal affected|working, rest|others|other .. running|unaffected|not
    affected|working, otherwise .. works|fine|ok|normal|working|operational|everything, all else,
    other|remaining|all .. modules|functions|features|lines|numbers|apps ..
    works|work|fine|ok|okay|normal|running|unaffected|not|working, other|remaining|all ..
    queues|channels|parts .. works|work|fine|ok|okay|normal|running|unaffected|not|working, apart
    from .. that|this, calls .. go|get|come through|fine|ok|work|connect, everyone else, we ..
    keep|still|can|continue .. working|operating|going|work|operate|serving|on, still ..
    running|operating|operate|operational|going|working, still ..
    work|works|usable|use|possible|accessible, still .. up, continues to, business ..
    continues|goes on|running, operations .. continue|go on|running|going, nothing ..
    late|lost|stopped|missed|else, work .. goes on|continues|carries on|is possible|possible, goes
    on, carries on, carry on, rather than, does .. arrive|come|go
    through|work|stick|finish|complete|load|open|get there, no data .. lost|loss|wrong, no loss
    of, data .. correct|right|fine|ok|safe|intact|there|complete|good
    """,
}
