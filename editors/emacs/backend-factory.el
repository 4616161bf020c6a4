;;; backend-factory.el --- A sentence in a comment becomes a reviewed branch  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: tools, languages

;;; Commentary:

;; The client of the language server `backend-factory' for eglot and for lsp-mode.  Hints, code
;; actions and diagnostics come by the language server protocol; here stand how the server is started
;; beside the language's own, the questions that only the person can answer, and a view of all runs.
;; What a request is, what a gate demands and what a command means is the server's to say.
;;
;; lsp-mode runs several servers in one buffer:
;;
;;     (with-eval-after-load 'lsp-mode (require 'backend-factory) (backend-factory-setup-lsp))
;;
;; eglot runs one.  Where the language has no server, it is this one; elsewhere a multiplexer,
;; `rass' (pip install rassumfrassum), puts both behind one connection:
;;
;;     (with-eval-after-load 'eglot
;;       (require 'backend-factory)
;;       (backend-factory-eglot-alone '(text-mode markdown-mode conf-mode))
;;       (backend-factory-eglot-beside '(rust-mode go-mode python-mode)))
;;
;; `M-x backend-factory' has everything else; bind `backend-factory-map' to a key of yours.

;;; Code:

(require 'cl-lib)
(require 'seq)
(require 'subr-x)
(require 'url-util)

(defvar eglot-server-programs)
(defvar lsp-mode)
(declare-function eglot-current-server "ext:eglot")
(declare-function jsonrpc-request "ext:jsonrpc")
(declare-function lsp-request "ext:lsp-mode")
(declare-function lsp-register-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode")
(declare-function lsp-workspaces "ext:lsp-mode")
(declare-function lsp--workspace-client "ext:lsp-mode")
(declare-function lsp--client-server-id "ext:lsp-mode")
(declare-function make-lsp-client "ext:lsp-mode")
(defvar lsp--cur-workspace)

(defgroup backend-factory nil
  "A sentence in a comment becomes a reviewed branch."
  :group 'tools)

(defcustom backend-factory-command '("backend-factory" "lsp")
  "Program and arguments that start the server."
  :type '(repeat string))

(defcustom backend-factory-settings nil
  "The server's settings, as a property list: (:approval \"each-phase\").
`backend-factory config docs' lists them."
  :type 'plist)

(defcustom backend-factory-multiplexer "rass"
  "Program that puts two servers behind one connection, for eglot."
  :type 'string)

;;;; How the server is started

(defun backend-factory--in-repository-p (&optional file)
  "Whether FILE, or this buffer's file, is in a git repository."
  (let ((place (or file buffer-file-name)))
    (and place (locate-dominating-file place ".git") t)))

(defun backend-factory--options ()
  "What the server is told at `initialize'."
  (list :settings (or backend-factory-settings (make-hash-table))))

;;;###autoload
(defun backend-factory-setup-lsp ()
  "Let lsp-mode run the server beside the language's own, in git repositories."
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () backend-factory-command))
    :activation-fn (lambda (file _mode) (backend-factory--in-repository-p file))
    :initialization-options #'backend-factory--options
    :add-on? t
    :multi-root t
    :priority -1
    :server-id 'backend-factory)))

;;;###autoload
(defun backend-factory-eglot-alone (modes)
  "Let eglot run the server in buffers of MODES, which have no other one."
  (push `(,modes . ,(append backend-factory-command
                            (list :initializationOptions (backend-factory--options))))
        eglot-server-programs))

;;;###autoload
(defun backend-factory-eglot-beside (modes)
  "Let eglot run the server in buffers of MODES beside the one that it runs now.
That needs `backend-factory-multiplexer'; without it the other runs alone."
  (dolist (mode modes)
    (if-let ((found (backend-factory--eglot-entry mode)))
        (let ((contact (cdr found)))
          (push (cons (car found)
                      (lambda (&optional interactive project)
                        (backend-factory--beside
                         (backend-factory--contact contact interactive project))))
                eglot-server-programs))
      (backend-factory-eglot-alone (list mode)))))

(defun backend-factory--eglot-entry (mode)
  "What eglot would run for MODE: a cons of the spec that matches and the contact."
  (cl-loop for (modes . contact) in eglot-server-programs
           for specs = (if (or (symbolp modes) (keywordp (cadr modes))) (list modes) modes)
           for spec = (seq-find (lambda (spec)
                                  (provided-mode-derived-p mode (if (consp spec) (car spec) spec)))
                                specs)
           ;; A spec of its own would be derived from otherwise: only this mode is meant.
           when spec return (cons (if (consp spec) (list (cons mode (cdr spec))) (list mode)) contact)))

(defun backend-factory--contact (contact interactive project)
  "What CONTACT comes to; it may be a function of INTERACTIVE and PROJECT."
  (cond ((not (functionp contact)) contact)
        ((>= (let ((most (cdr (func-arity contact)))) (if (numberp most) most 2)) 2)
         (funcall contact interactive project))
        (t (funcall contact interactive))))

(defun backend-factory--beside (contact)
  "CONTACT and our server behind one connection; else CONTACT alone."
  (let* ((words (seq-take-while #'stringp contact))
         (rest (nthcdr (length words) contact)))
    (cond
     ((or (null words) (and rest (not (keywordp (car rest)))))
      (message "Backend Factory cannot stand beside %S: it is not spoken to over stdio" contact)
      contact)
     ((not (executable-find backend-factory-multiplexer))
      (message "Backend Factory is left out: there is no `%s'.  Next: pip install rassumfrassum"
               backend-factory-multiplexer)
      contact)
     (t (append (list backend-factory-multiplexer "--log-level" "warn" "--")
                words '("--") backend-factory-command rest)))))

;;;; How it is spoken to

(defvar-local backend-factory--origin nil
  "The buffer that this view was opened from: its connection is used.")

(defun backend-factory--lsp-workspace ()
  "The connection that lsp-mode has to our server in this buffer."
  (and (bound-and-true-p lsp-mode)
       (seq-find (lambda (workspace)
                   (eq (lsp--client-server-id (lsp--workspace-client workspace)) 'backend-factory))
                 (lsp-workspaces))))

(defun backend-factory--request (method params)
  "The server's answer to METHOD with PARAMS, whichever client is at work here."
  (with-current-buffer (if (buffer-live-p backend-factory--origin) backend-factory--origin (current-buffer))
    (if-let ((workspace (backend-factory--lsp-workspace)))
        (let ((lsp--cur-workspace workspace))
          (lsp-request method params))
      (let ((server (and (fboundp 'eglot-current-server) (eglot-current-server))))
        (unless server
          (user-error "Backend Factory does not run here.  Next: M-x eglot or M-x lsp in a file of a git repository"))
        (jsonrpc-request server (intern (concat ":" method)) params :timeout 60)))))

(defun backend-factory--execute (verb &rest argument)
  "The server's answer to its command VERB, given what is not nil in ARGUMENT.
Only commands are used: a multiplexer knows whose they are.
With :quiet the server shows nothing, as the caller does."
  (let ((given (cl-loop for (key value) on argument by #'cddr
                        when value append (list key value))))
    (backend-factory--request
     "workspace/executeCommand"
     (list :command (concat "backendFactory." verb)
           :arguments (if given (vector given) [])))))

(defun backend-factory--ask (verb &rest argument)
  "Like `backend-factory--execute' with VERB and ARGUMENT, but quiet."
  (apply #'backend-factory--execute verb :quiet t argument))

(defun backend-factory--get (object key)
  "Member KEY of OBJECT: eglot hands over property lists, lsp-mode tables."
  (let ((value (if (hash-table-p object)
                   (gethash (substring (symbol-name key) 1) object)
                 (plist-get object key))))
    (if (memq value '(:null :json-false)) nil value)))

(defun backend-factory--uri ()
  "This buffer's file, as the server names it."
  (let ((file (buffer-file-name (and (buffer-live-p backend-factory--origin) backend-factory--origin))))
    (and file
         (concat "file://" (url-hexify-string (file-truename file) url-path-allowed-chars)))))

(defun backend-factory--line ()
  "The line of the cursor, as the protocol counts."
  (1- (line-number-at-pos nil t)))

(defun backend-factory--runs ()
  "All runs, newest first."
  (append (backend-factory--ask "status") nil))

;;;; Runs and what can be done with them

(defconst backend-factory--actions
  '(("queued" "cancel" "resume")
    ("running" "cancel" "resume")
    ("waiting" "approve" "retry" "cancel")
    ("blocked" "continue" "recheck" "retry" "waive" "cancel"))
  "What a person may do with a run in a state; nothing else is offered.")

(defun backend-factory--phases (run)
  "The phases of RUN, as a list."
  (append (backend-factory--get run :phases) nil))

(defun backend-factory--allows-p (run action)
  "Whether a person may do ACTION with RUN; nil for ACTION is always possible."
  (cond ((null action) t)
        ((equal action "accept")
         (seq-some (lambda (phase) (equal (backend-factory--get phase :state) "stale"))
                   (backend-factory--phases run)))
        (t (member action (cdr (assoc (backend-factory--get run :state) backend-factory--actions))))))

(defun backend-factory--title (run)
  "The title of RUN, on one line."
  (replace-regexp-in-string "[ \t\n\r]+" " " (backend-factory--get run :title)))

(defun backend-factory--pick (action)
  "The id of the run to do ACTION with: at point, the only one, or asked for."
  (or (let ((here (get-text-property (point) 'backend-factory-run)))
        (and here (backend-factory--get here :id)))
      (let ((fitting (seq-filter (lambda (run) (backend-factory--allows-p run action))
                                 (backend-factory--runs))))
        (pcase (length fitting)
          (0 (user-error "There is no run to %s at the moment" (or action "show")))
          (1 (backend-factory--get (car fitting) :id))
          (_ (let* ((names (mapcar (lambda (run)
                                     (cons (format "%s  %s (%s)" (backend-factory--get run :id)
                                                   (backend-factory--title run)
                                                   (backend-factory--get run :state))
                                           (backend-factory--get run :id)))
                                   fitting))
                    (picked (completing-read (format "Which run to %s? " (or action "show")) names nil t)))
               (cdr (assoc picked names))))))))

;;;; Commands

(defun backend-factory--asked ()
  "The request that is meant: the region, words asked for, or the one at point."
  (let* ((region (and (use-region-p) (buffer-substring-no-properties (region-beginning) (region-end))))
         (words (string-trim (read-string "What should be built? (empty: the request at point) " region))))
    (if (string-empty-p words)
        (list :uri (backend-factory--uri) :line (backend-factory--line))
      (list :uri (backend-factory--uri) :text words))))

(defun backend-factory-run ()
  "Start a run, of words that are asked for or of the request at point."
  (interactive)
  (apply #'backend-factory--execute "run" (backend-factory--asked))
  (message "🏭 The run has begun.  M-x backend-factory-status shows it"))

(defun backend-factory-plan ()
  "Like `backend-factory-run', phases 1 and 2 only."
  (interactive)
  (apply #'backend-factory--execute "plan" (backend-factory--asked)))

(defun backend-factory-run-phase (phase)
  "Like `backend-factory-run', PHASE only."
  (interactive
   (list (completing-read "Which phase? " '("requirements" "plan" "implement" "test" "validate" "submit") nil t)))
  (apply #'backend-factory--execute "runPhase" :phase phase (backend-factory--asked)))

(defun backend-factory-retry (run feedback)
  "Work the phase of RUN again, with FEEDBACK for the agent."
  (interactive (list (backend-factory--pick "retry")
                     (read-string "What should be different? (empty: what the gate found) ")))
  (backend-factory--execute "retry" :run run :feedback (and (not (string-blank-p feedback)) feedback)))

(defun backend-factory--reason (prompt)
  "A reason, which may not be empty; PROMPT asks for it."
  (let ((reason (string-trim (read-string prompt))))
    (if (string-empty-p reason) (user-error "A reason is needed: it is recorded") reason)))

(defun backend-factory-waive (run reason)
  "Pass the gate of RUN although it did not hold, for a REASON."
  (interactive (list (backend-factory--pick "waive") (backend-factory--reason "Why may this gate be passed? ")))
  (backend-factory--execute "waive" :run run :reason reason))

(defun backend-factory-accept (run reason)
  "Keep later phases of RUN although a deliverable was edited, for a REASON."
  (interactive (list (backend-factory--pick "accept") (backend-factory--reason "Why do the later phases still hold? ")))
  (backend-factory--execute "accept" :run run :reason reason))

(defmacro backend-factory--about-run (name verb action doc)
  "Define NAME, documented by DOC: VERB for a run that allows ACTION."
  `(defun ,name (run)
     ,doc
     (interactive (list (backend-factory--pick ,action)))
     (backend-factory--execute ,verb :run run)
     (backend-factory--refresh-soon)))

(backend-factory--about-run backend-factory-approve "approve" "approve" "Let RUN go on to its next phase.")
(backend-factory--about-run backend-factory-continue "continue" "continue" "Let RUN try on although a limit was reached.")
(backend-factory--about-run backend-factory-cancel "cancel" "cancel" "End RUN; its branch and deliverables stay.")
(backend-factory--about-run backend-factory-resume "resume" "resume" "Carry on RUN, whose worker died.")
(backend-factory--about-run backend-factory-recheck "recheck" "recheck" "Check RUN's gate again, after you mended something.")
(backend-factory--about-run backend-factory-apply "apply" nil "Write what RUN changed into your working tree.")
(backend-factory--about-run backend-factory-pull-request "openPullRequest" nil "Open a pull request of RUN's branch.")

(defmacro backend-factory--about-place (name verb doc)
  "Define NAME, documented by DOC: VERB at this line of this file."
  `(defun ,name ()
     ,doc
     (interactive)
     (backend-factory--execute ,verb :uri (backend-factory--uri) :line (backend-factory--line))))

(backend-factory--about-place backend-factory-ignore "ignore" "Mark the request on this line as none.")
(backend-factory--about-place backend-factory-explain "explain" "Say why this line is, or is not, a request.")

(defun backend-factory-chat ()
  "Open a file in which commands are answered."
  (interactive)
  (find-file-other-window
   (backend-factory--get (backend-factory--ask "newChat" :uri (backend-factory--uri)) :path)))

(defun backend-factory-show-log ()
  "Open the server's log."
  (interactive)
  (find-file-other-window (backend-factory--get (backend-factory--ask "showLog") :path)))

(defmacro backend-factory--answer (name verb doc)
  "Define NAME, documented by DOC: the answer to VERB, in a buffer."
  `(defun ,name ()
     ,doc
     (interactive)
     (backend-factory--show ,verb (backend-factory--ask ,verb :uri (backend-factory--uri)))))

(backend-factory--answer backend-factory-doctor "doctor" "Say what is installed and what is missing.")
(backend-factory--answer backend-factory-metrics "metrics" "Show the figures of all runs.")
(backend-factory--answer backend-factory-forecast "forecast" "Show what the next run may take.")
(backend-factory--answer backend-factory-help "help" "Show what can be typed in comments and chat.")

(defun backend-factory-trace (run)
  "Show each criterion of RUN with its step, its tests and its verdict."
  (interactive (list (backend-factory--pick nil)))
  (backend-factory--show "trace" (backend-factory--ask "trace" :run run)))

(defun backend-factory-trust ()
  "Let this repository's settings file, as it is now, name programs."
  (interactive)
  (when (y-or-n-p "Trust this repository's settings as they are now? ")
    (backend-factory--execute "trust" :uri (backend-factory--uri))))

(defun backend-factory-choose-agent (agent)
  "Let AGENT work the runs that start from now on."
  (interactive
   (list (completing-read
          "Which agent works the next runs? "
          (mapcar (lambda (agent) (backend-factory--get agent :name))
                  (append (backend-factory--ask "chooseAgent" :uri (backend-factory--uri)) nil))
          nil t)))
  (backend-factory--execute "chooseAgent" :agent agent))

(defun backend-factory-diff (run)
  "Show what RUN has changed."
  (interactive (list (backend-factory--pick nil)))
  (let ((patch (backend-factory--get (backend-factory--ask "showDiff" :run run) :patch)))
    (if patch (view-file-other-window patch) (user-error "This run has changed nothing yet"))))

(defun backend-factory-open-deliverable (run &optional phase)
  "Open what RUN handed over last, or in PHASE."
  (interactive (list (backend-factory--pick nil)))
  (let ((answer (backend-factory--ask "openDeliverable" :run run :phase phase)))
    (find-file-other-window (backend-factory--get answer :path))))

(defun backend-factory--show (name answer)
  "Show ANSWER, text or an object with a member `text', in a buffer for NAME."
  (let ((text (if (stringp answer) answer (backend-factory--get answer :text))))
    (with-current-buffer (get-buffer-create (format "*backend-factory %s*" name))
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (or text (format "%S" answer))))
      (goto-char (point-min))
      (special-mode)
      (display-buffer (current-buffer)))))

;;;; The view of all runs

(defconst backend-factory--icons
  '(("queued" . "…") ("pending" . "·") ("running" . "▶") ("waiting" . "?") ("blocked" . "!") ("completed" . "✓")
    ("waived" . "–") ("cancelled" . "×") ("failed" . "✗") ("stale" . "~"))
  "What stands before a run or a phase in a state.")

(defun backend-factory--face (state)
  "How STATE looks."
  (pcase state
    ("running" 'font-lock-function-name-face)
    ((or "waiting" "stale") 'warning)
    ((or "blocked" "failed") 'error)
    ("completed" 'success)
    (_ 'default)))

(defun backend-factory--insert (state line &rest properties)
  "Insert LINE in the colour of STATE, with text PROPERTIES."
  (let ((start (point)))
    (insert (or (cdr (assoc state backend-factory--icons)) " ") " " line)
    (put-text-property start (point) 'face (backend-factory--face state))
    (insert "\n")
    (add-text-properties start (point) properties)))

(defvar backend-factory-status-mode-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map special-mode-map)
    (define-key map "a" #'backend-factory-approve)
    (define-key map "r" #'backend-factory-retry)
    (define-key map "c" #'backend-factory-continue)
    (define-key map "w" #'backend-factory-waive)
    (define-key map "x" #'backend-factory-cancel)
    (define-key map "d" #'backend-factory-diff)
    (define-key map (kbd "RET") #'backend-factory-visit)
    map)
  "Keys of the view of all runs.")

(define-derived-mode backend-factory-status-mode special-mode "Factory"
  "All runs with their phases.  Keys act on the run at point."
  (setq-local revert-buffer-function (lambda (&rest _) (backend-factory--draw))
              truncate-lines t
              header-line-format "a approve  r retry  c continue  w waive  x cancel  d diff  RET deliverable  g refresh  q quit"))

(defun backend-factory--draw ()
  "Draw the view anew; the cursor stays on its line."
  (let ((runs (backend-factory--runs)) (line (line-number-at-pos)) (inhibit-read-only t))
    (erase-buffer)
    (unless runs
      (insert "No runs yet.  Put the cursor on a request in a comment, then M-x backend-factory-run.\n"))
    (dolist (run runs)
      (backend-factory--insert (backend-factory--get run :state)
                               (format "%s  (%s, %s)" (backend-factory--title run)
                                       (backend-factory--get run :state) (backend-factory--get run :id))
                               'backend-factory-run run)
      (dolist (phase (backend-factory--phases run))
        (insert "    ")
        (backend-factory--insert (backend-factory--get phase :state)
                                 (format "%d. %-24s %-20s %s" (backend-factory--get phase :number)
                                         (backend-factory--get phase :name) (backend-factory--get phase :role)
                                         (or (backend-factory--get phase :summary) ""))
                                 'backend-factory-run run 'backend-factory-phase phase))
      (insert "\n"))
    (goto-char (point-min))
    (forward-line (1- line))
    runs))

;;;###autoload
(defun backend-factory-status ()
  "Show all runs; the view follows them while it is seen."
  (interactive)
  (let ((origin (if (buffer-live-p backend-factory--origin) backend-factory--origin (current-buffer)))
        (view (get-buffer-create "*backend-factory*")))
    (with-current-buffer view
      (unless (derived-mode-p 'backend-factory-status-mode) (backend-factory-status-mode))
      (setq backend-factory--origin origin)
      (backend-factory--draw))
    (pop-to-buffer view)
    (backend-factory--refresh-soon)))

(defun backend-factory--refresh-soon ()
  "Draw the view again in a moment, as long as it is seen and an agent works."
  (run-with-timer
   1 nil
   (lambda ()
     (when-let ((buffer (get-buffer "*backend-factory*")))
       (when (and (get-buffer-window buffer t) (not (active-minibuffer-window)))
         (with-current-buffer buffer
           (when (seq-some (lambda (run) (member (backend-factory--get run :state) '("queued" "running")))
                           (ignore-errors (backend-factory--draw)))
             (backend-factory--refresh-soon))))))))

(defun backend-factory-visit ()
  "Open the deliverable of the phase at point, or the run's last."
  (interactive)
  (let ((phase (get-text-property (point) 'backend-factory-phase)))
    (backend-factory-open-deliverable (backend-factory--pick nil)
                                      (and phase (backend-factory--get phase :number)))))

;;;; All of it behind one name

(defvar backend-factory-map
  (let ((map (make-sparse-keymap)))
    (pcase-dolist (`(,key . ,command)
                   '(("n" . backend-factory-run) ("p" . backend-factory-plan) ("s" . backend-factory-status)
                     ("a" . backend-factory-approve) ("r" . backend-factory-retry) ("x" . backend-factory-cancel)
                     ("o" . backend-factory-open-deliverable) ("d" . backend-factory-diff) ("e" . backend-factory-explain)))
      (define-key map key command))
    map)
  "Keys for a prefix of yours: (global-set-key (kbd \"C-c b\") backend-factory-map).")

;;;###autoload
(defun backend-factory (command)
  "Choose and run a COMMAND of Backend Factory."
  (interactive
   (list (intern (concat "backend-factory-"
                         (completing-read
                          "Backend Factory: "
                          '("run" "plan" "run-phase" "status" "approve" "retry" "continue" "recheck" "waive" "accept" "cancel"
                            "resume" "open-deliverable" "diff" "apply" "pull-request" "trace" "metrics" "forecast"
                            "chat" "choose-agent" "trust" "ignore" "explain" "help" "doctor" "show-log")
                          nil t)))))
  (call-interactively command))

(provide 'backend-factory)
;;; backend-factory.el ends here
